"""Rule instances: declared rules with a merchant's settings, version by version."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from headless.engine.declarations.rules import Rule
from headless.engine.program.limits.limits import Limits
from headless.engine.texts.languages import label_in


@dataclass(frozen=True, slots=True)
class Instance:
    """One version of an instance of a declared rule: settings, position and when it applies (microseconds).

    declared: None if its plugin is not loaded or not enabled. fault: why its settings cannot be used, with the path of the
    setting. seed: of what it draws. limits: what bounds it next to its settings.
    """

    id: int
    plugin: str
    plugin_version: str
    rule: str
    name: str
    version: int
    position: int
    on: bool
    settings: Any
    declared: Rule | None
    saved_at: int = 0
    active_from: int | None = None
    active_until: int | None = None
    paused: bool = False
    assets: frozenset[str] = frozenset()
    fault: str | None = None
    seed: str = field(default="", repr=False)
    limits: Limits | None = None
    fault_path: tuple[str, ...] = ()

    @property
    def steady(self) -> bool:
        """True if it is loaded, and is asked about every event."""
        bounded = self.active_from is not None or self.active_until is not None or self.limits is not None
        return self.on and not self.paused and not bounded and self.declared is not None

    def active(self, at: int) -> bool:
        """Return True if it applies to an event of that time."""
        after = self.active_from is None or self.active_from <= at
        return self.on and after and (self.active_until is None or at < self.active_until)

    def label(self, lang: str) -> str:
        """Return what its rule is called in a language."""
        return label_in(lang, self.declared, self.rule.replace("_", " "))


class Versions:
    """All versions of one instance. The one in force when an event occurred decides (the first, for earlier events).

    steady: the only version, if it is asked about every event. None if one must look.
    """

    __slots__ = ("_all", "_starts", "steady")

    def __init__(self, versions: list[Instance]) -> None:
        self._all = sorted(versions, key=lambda instance: instance.version)
        self._starts = [instance.saved_at for instance in self._all]
        only = self._all[0] if len(self._all) == 1 else None
        self.steady = only if only is not None and only.steady else None

    @property
    def all(self) -> Sequence[Instance]:
        """Oldest first."""
        return tuple(self._all)

    @property
    def latest(self) -> Instance:
        return self._all[-1]

    def at(self, occurred_at: int) -> Instance:
        if len(self._all) == 1:
            return self._all[0]
        return self._all[max(0, bisect_right(self._starts, occurred_at) - 1)]
