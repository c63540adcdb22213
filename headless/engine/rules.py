"""What a plugin declares, and the facts that a declaration needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from headless.engine.effects import Effect, Stage
from headless.engine.facts import RuleContext, Skip


class Need:
    """A fact that a declaration needs; read as ``ctx.facts["name"]``. ``"$asset"`` stands for the setting `asset`."""


@dataclass(frozen=True, slots=True)
class Value(Need):
    """A metric's value, the present event counted."""

    metric: str
    window: str | None = None
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Events(Need):
    """Earlier events of a type, newest first, wholly refunded orders left out."""

    type: str
    last: int = 20
    window: str | None = None


@dataclass(frozen=True, slots=True)
class Meets(Need):
    """Whether a condition holds: met, fraction and text; ``"$goals"`` names a setting with a mapping of conditions."""

    condition: Mapping[str, Any] | str


class Declared:
    """Common to all declarations: an id, the facts needed, and the class of its settings."""

    id: ClassVar[str]
    needs: ClassVar[Mapping[str, Need]] = {}
    settings_of: ClassVar[str | None] = None


class Rule(Declared):
    """A pure function of (event, facts, settings) to effects."""

    on: ClassVar[Sequence[str]]
    assets: ClassVar[Sequence[str]] = ("$asset",)
    stage: ClassVar[Stage] = "earn"

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        """Say what follows from the event; never read the clock, the database or the network."""
        raise NotImplementedError


class EventType:
    """A kind of event.

    request: a rule may refuse it. once: at most one per member and window. refers: the payload field that names an earlier
    event of another type, which rules see as ``ctx.origin``. subject: the payload field that is the business key, unique
    per member and type.
    """

    __slots__ = (
        "data",
        "label",
        "label_zh",
        "name",
        "once",
        "plugin",
        "refers",
        "request",
        "sent_by",
        "subject",
        "version",
    )

    def __init__(
        self,
        name: str,
        data: Any,
        sent_by: frozenset[str] | set[str] = frozenset({"merchant"}),
        request: bool = False,
        once: str | None = None,
        refers: tuple[str, str] | None = None,
        version: int = 1,
        *,
        subject: str | None = None,
        label: str = "",
        label_zh: str = "",
        plugin: str = "",
    ) -> None:
        self.name, self.data, self.sent_by, self.request = name, data, frozenset(sent_by), request
        self.once, self.refers, self.version, self.subject = once, refers, version, subject
        self.label, self.label_zh, self.plugin = label or name, label_zh or label or name, plugin
