"""What a run has changed of a member beyond what the journal and the accounts hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Unsaved:
    """Changes still to be written.

    profile: new values by column. identities: accounts in other systems, all of them. stored: names of metrics. memory: scopes.
    """

    profile: dict[str, Any] = field(default_factory=dict)
    identities: Sequence[Mapping[str, str]] | None = None
    stored: set[str] = field(default_factory=set)
    memory: set[str] = field(default_factory=set)
