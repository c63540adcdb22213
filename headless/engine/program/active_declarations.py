"""What enabled plugins declare besides rules."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Active:
    """What an enabled plugin declares besides rules: its one object, and the settings that it runs with.

    version: of the instance that holds the settings. It is 0 for the defaults, and for settings that a track holds. track: the
    track that a tier rule decides.
    """

    plugin: str
    plugin_version: str
    id: str
    declared: Any
    settings: Any
    version: int = 0
    track: str | None = None

    @property
    def name(self) -> str:
        """Its name outside: "<plugin>.<id>"."""
        return f"{self.plugin}.{self.id}"
