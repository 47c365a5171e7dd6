"""Named tuples that cost a run little to define: `typing.NamedTuple` without a constructor compiled for each type.

A run defines about ninety of these types. `typing` alone takes as long to import as half of the linter, so annotations
are never evaluated in a run and nothing imports it.
"""

from __future__ import annotations

from itertools import repeat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator
    from typing import Any, TypeVar
    from typing import NamedTuple as NamedTuple

    Value = TypeVar("Value")
else:
    from _collections import _tuplegetter

    _make = tuple.__new__
    # Constructors by how many fields they take. A type takes a copy whose parameters have the names of its fields: to
    # compile one takes a hundred times as long, and one that takes whatever comes would take twice as long to call.
    _CONSTRUCTORS = (
        lambda _cls: _make(_cls, ()),
        lambda _cls, a: _make(_cls, (a,)),
        lambda _cls, a, b: _make(_cls, (a, b)),
        lambda _cls, a, b, c: _make(_cls, (a, b, c)),
        lambda _cls, a, b, c, d: _make(_cls, (a, b, c, d)),
        lambda _cls, a, b, c, d, e: _make(_cls, (a, b, c, d, e)),
        lambda _cls, a, b, c, d, e, f: _make(_cls, (a, b, c, d, e, f)),
        lambda _cls, a, b, c, d, e, f, g: _make(_cls, (a, b, c, d, e, f, g)),
        lambda _cls, a, b, c, d, e, f, g, h: _make(_cls, (a, b, c, d, e, f, g, h)),
        lambda _cls, a, b, c, d, e, f, g, h, i: _make(_cls, (a, b, c, d, e, f, g, h, i)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j: _make(_cls, (a, b, c, d, e, f, g, h, i, j)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k: _make(_cls, (a, b, c, d, e, f, g, h, i, j, k)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m: _make(_cls, (a, b, c, d, e, f, g, h, i, j, k, m)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n: _make(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, o: _make(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, o)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p: _make(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, o, p)
        ),
    )
    _Function = type(_CONSTRUCTORS[0])

    def _name_parameters(fields, defaults):
        """A constructor for a type with some fields, the last of them with defaults."""
        if len(fields) < len(_CONSTRUCTORS):
            ready = _CONSTRUCTORS[len(fields)]
        else:
            taken = ", ".join(f"_{number}" for number in range(len(fields)))
            ready = eval(f"lambda _cls, {taken}: _make(_cls, ({taken}))")
        code = ready.__code__.replace(co_varnames=("_cls", *fields))
        return staticmethod(_Function(code, globals(), "__new__", tuple(defaults)))

    class _Definition(type):
        """Turns a body with annotations into a type of tuples; a type without annotations is left as it is."""

        def __new__(cls, name, bases, body):
            if "__annotations__" not in body or "__new__" in body:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body["__annotations__"])
            defaults = {field: body[field] for field in fields if field in body}
            body |= {
                "__slots__": (),
                "__new__": _name_parameters(fields, defaults.values()),
                "_fields": fields,
                "__match_args__": fields,
                "_field_defaults": defaults,
            }
            body |= {field: _tuplegetter(number, f"field {number}") for number, field in enumerate(fields)}
            return super().__new__(cls, name, bases, body)

    class NamedTuple(tuple, metaclass=_Definition):
        """A tuple whose fields have names, as `typing.NamedTuple` makes it."""

        __slots__ = ()
        _fields = ()
        _field_defaults = {}  # noqa: RUF012

        @classmethod
        def _make(cls, values):
            """A value from its fields in order. Raises TypeError where their number is wrong."""
            made = _make(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"{cls.__name__} has {len(cls._fields)} fields, not {len(made)}")
            return made

        def _replace(self, **changed):
            """The same value with other fields. Raises ValueError for a field that it has not."""
            made = self._make(map(changed.pop, self._fields, self))
            if changed:
                raise ValueError(f"{type(self).__name__} has no field {', '.join(changed)}")
            return made

        def _asdict(self):
            """The fields by their names."""
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            fields = ", ".join(f"{field}={value!r}" for field, value in self._asdict().items())
            return f"{type(self).__name__}({fields})"

        def __getnewargs__(self):
            return tuple(self)


def make_all(kind: type[Value], *fields: Iterable[Any]) -> Iterator[Value]:
    """Values of a type of tuples, of which all first fields are given, then all second ones: in half the time."""
    return map(tuple.__new__, repeat(kind), zip(*fields, strict=False))  # type: ignore[arg-type]


class Known(dict["Hashable", "Any"]):
    """What has been worked out from a value: it goes with the value, and is worked out once."""

    def once(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What is known under a key, made where nothing is yet."""
        if key not in self:
            self[key] = make()
        return self[key]  # type: ignore[no-any-return]
