"""Records: classes of named values in slots, compared and hashed by them; as dataclasses, for a process that lives half a second.

A dataclass compiles half a dozen methods when its module is imported; of a record, only the constructor is compiled, when the first
one is made.  Records are frozen for the type checker, which refuses an assignment to a field, unless `frozen=False` says otherwise.
"""
from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, dataclass_transform

T = TypeVar("T")
R = TypeVar("R", bound="Record")


class _Fresh(NamedTuple):
    """A default that is made anew for every record."""

    make: Callable[[], object]


def field(*, default_factory: Callable[[], T]) -> T:
    """A field whose default is made anew for every record."""
    return _Fresh(default_factory)  # type: ignore[return-value]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class _RecordType(type):
    """Turns the annotations of a class body into slots."""

    _fields: tuple[str, ...]
    _values: Callable[[Any], object]

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], frozen: bool = True) -> _RecordType:
        names = tuple(body.get("__annotations__", ()))
        defaults = {field: body.pop(field) for field in names if field in body}
        body["__slots__"] = names
        if not frozen:
            body["__hash__"] = None
        made = super().__new__(cls, name, bases, body)
        made._fields = names
        made._values = attrgetter(*names) if names else _nothing
        if bases:
            made.__init__ = _constructor(names, defaults)  # type: ignore[misc]
        return made


def _nothing(_record: object) -> tuple[()]:
    return ()


def _constructor(names: tuple[str, ...], defaults: dict[str, Any]) -> Callable[..., None]:
    """`__init__` that compiles the real one when it is first called, and puts it in its own place."""
    def compile_first(self: Record, *values: object, **named: object) -> None:
        scope = {f"{name}_default": default for name, default in defaults.items()}
        parameters = ", ".join(f"{name}={name}_default" if name in defaults else name for name in names)
        lines = [f" self.{name} = {name}_default.make() if {name} is {name}_default else {name}"
                 if isinstance(defaults.get(name), _Fresh) else f" self.{name} = {name}" for name in names]
        exec(f"def __init__(self, {parameters}):\n" + "\n".join(lines or [" pass"]), scope)
        type(self).__init__ = scope["__init__"]  # type: ignore[method-assign]
        scope["__init__"](self, *values, **named)

    return compile_first


class Record(metaclass=_RecordType):
    """Base of all records: its subclasses list their fields as annotations, with defaults if they have any."""

    def __eq__(self, other: object) -> bool:
        kind = type(self)
        return type(other) is kind and (self is other or kind._values(self) == kind._values(other))

    def __hash__(self) -> int:
        return hash(type(self)._values(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in type(self)._fields)})"


def replace(record: R, **changes: Any) -> R:
    """`record` with other values in the fields named by `changes`."""
    kind = type(record)
    return kind(**{name: getattr(record, name) for name in kind._fields} | changes)


def field_names(kind: type[Record]) -> tuple[str, ...]:
    """The fields of a kind of record, in order."""
    return kind._fields
