"""Named tuples that cost a run little to define: `typing.NamedTuple` with its constructor compiled on first use.

A run defines about ninety of these types and makes values of a third of them. `typing` alone takes as long to import
as half of the linter, so annotations are never evaluated in a run and nothing imports it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import Any, TypeVar
    from typing import NamedTuple as NamedTuple

    Value = TypeVar("Value")
else:
    from _collections import _tuplegetter

    class _Definition(type):
        """Turns a body with annotations into a type of tuples; a type without annotations is left as it is."""

        def __new__(cls, name, bases, body):
            if "__annotations__" not in body or "__new__" in body:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body["__annotations__"])
            body |= {
                "__slots__": (),
                "_fields": fields,
                "__match_args__": fields,
                "_field_defaults": {field: body[field] for field in fields if field in body},
            }
            body |= {field: _tuplegetter(number, f"field {number}") for number, field in enumerate(fields)}
            return super().__new__(cls, name, bases, body)

    class NamedTuple(tuple, metaclass=_Definition):
        """A tuple whose fields have names, as `typing.NamedTuple` makes it."""

        __slots__ = ()
        _fields = ()
        _field_defaults = {}  # noqa: RUF012

        def __new__(cls, *values, **named):
            """The first value of a type: compile the constructor, which is then the type's own."""
            given = ", ".join(
                f"{field}=_defaults[{field!r}]" if field in cls._field_defaults else field
                for field in cls._fields
            )
            taken = "".join(f"{field}, " for field in cls._fields)
            scope = {"_make": tuple.__new__, "_defaults": cls._field_defaults}
            cls.__new__ = staticmethod(eval(f"lambda _cls, {given}: _make(_cls, ({taken}))", scope))
            return cls.__new__(cls, *values, **named)

        @classmethod
        def _make(cls, values):
            """A value from its fields in order. Raises TypeError where their number is wrong."""
            made = tuple.__new__(cls, values)
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


class Known(dict["Hashable", "Any"]):
    """What has been worked out from a value: it goes with the value, and is worked out once."""

    def once(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What is known under a key, made where nothing is yet."""
        if key not in self:
            self[key] = make()
        return self[key]  # type: ignore[no-any-return]
