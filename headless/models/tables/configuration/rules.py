"""Rule instances."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from headless.models.base.mapping import columns
from headless.models.base.session import Session
from headless.models.base.versions import Versioned


class RuleInstance(Versioned):
    """One version of a rule's settings, position and state. The code is `<plugin>/<rule>/<name>`."""

    noun = "Rule"

    class Meta:
        table = "rule_instance"


class RuleVersion(NamedTuple):
    """A version of a rule instance as a program is made of it."""

    id: int
    version: int
    document: Mapping[str, Any]
    saved_at: int


async def rule_versions(session: Session, merchant_id: int) -> tuple[RuleVersion, ...]:
    """Return all versions of a merchant's rule instances, by id and version."""
    sql = f"SELECT {columns(RuleVersion)} FROM rule_instance WHERE merchant_id = $1 ORDER BY id, version"
    rows = await session.fetch(sql, merchant_id)
    return tuple(RuleVersion(row["id"], row["version"], json.loads(row["document"]), row["saved_at"]) for row in rows)
