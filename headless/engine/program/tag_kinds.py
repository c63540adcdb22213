"""Kinds of tags."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from headless.engine.conditions.conditions import Condition


@dataclass(frozen=True, slots=True)
class TagKind:
    """A label. With a condition it is put on and taken off by itself."""

    id: int
    code: str
    name: str
    condition: Condition | None = None
    version: int = 1
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
