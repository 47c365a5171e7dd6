"""Named tuples of our own are what `typing.NamedTuple` makes."""

from __future__ import annotations

import copy
import pickle
import typing

import pytest

from linter.values import Known, NamedTuple


class Place(NamedTuple):
    """A place."""

    line: int
    column: int = 1

    @property
    def after(self) -> Place:
        return self._replace(column=self.column + 1)


class Standard(typing.NamedTuple):
    line: int
    column: int = 1


def test_values_are_tuples_with_names() -> None:
    place = Place(3)
    assert (place, place.line, place.after) == ((3, 1), 3, (3, 2))
    assert repr(place) == "Place(line=3, column=1)"
    assert isinstance(place.after, Place)
    with pytest.raises(AttributeError):
        place.line = 4  # type: ignore[misc]


@pytest.mark.parametrize("name", ["_fields", "_field_defaults", "__match_args__", "__slots__"])
def test_types_tell_the_same_of_themselves(name: str) -> None:
    assert getattr(Place, name) == getattr(Standard, name)


@pytest.mark.parametrize("arguments", [(), (1, 2, 3)])
def test_the_number_of_fields_is_checked(arguments: tuple[int, ...]) -> None:
    for made in (Place, Standard):
        with pytest.raises(TypeError):
            made(*arguments)
        with pytest.raises(TypeError):
            made._make(arguments)
        with pytest.raises((ValueError, TypeError)):
            made(1)._replace(row=2)  # type: ignore[call-arg]


def test_values_are_made_by_any_way() -> None:
    class Fresh(NamedTuple):
        line: int
        column: int = 1

    assert Fresh(column=4, line=2) == Fresh._make((2, 4)) == Fresh(2, 4)
    assert Fresh(2)._asdict() == {"line": 2, "column": 1}


@pytest.mark.parametrize("count", range(24))
def test_types_have_as_many_fields_as_they_need(count: int) -> None:
    names = [f"field_{number}" for number in range(count)]
    body = {"__annotations__": dict.fromkeys(names, "int"), "__module__": __name__}
    made = type(NamedTuple)("Made", (NamedTuple,), body)(*range(count))  # type: ignore[misc]
    assert made == tuple(range(count))
    assert made._asdict() == dict(zip(names, range(count), strict=True))


def test_values_are_copied_and_pickled() -> None:
    place = Place(2, 5)
    assert pickle.loads(pickle.dumps(place)) == copy.deepcopy(place) == place
    assert type(copy.copy(place)) is Place


def test_what_is_known_is_worked_out_once() -> None:
    known, made = Known(), iter(range(9))
    assert [known.once("a", lambda: next(made)) for _ in range(2)] == [0, 0]
    assert known.once("b", lambda: next(made)) == 1
