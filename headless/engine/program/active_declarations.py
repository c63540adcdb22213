"""What enabled plugins declare besides rules."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Active:
    """What an enabled plugin declares beside rules: its one object, and the settings that it runs with.

    version: of the instance that holds the settings; 0 where they are the defaults, or held by a track.
    """

    plugin: str
    plugin_version: str
    id: str
    declared: Any
    settings: Any
    version: int = 0

    @property
    def name(self) -> str:
        """How it is called from outside: "<plugin>.<id>"."""
        return f"{self.plugin}.{self.id}"
