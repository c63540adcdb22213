"""Plugins as merchants use them: enabled or not, version by version."""

import json
from typing import Any

from headless.models.base.session import Session
from headless.models.base.versions import Versioned


class PluginVersion(Versioned):
    """One version of a merchant's use of a plugin. The code is the plugin's name."""

    noun = "Plugin"

    class Meta:
        table = "plugin_version"


_USES = """SELECT m.slug AS slug, p.document AS document
FROM plugin_version p JOIN merchant m ON m.id = p.merchant_id WHERE p.code = $1
AND p.version = (SELECT max(n.version) FROM plugin_version n WHERE n.merchant_id = p.merchant_id AND n.id = p.id)
ORDER BY m.slug"""

_NEWEST = """SELECT p.code, p.document FROM plugin_version p JOIN (
  SELECT id, max(version) AS version FROM plugin_version WHERE merchant_id = $1 GROUP BY id
) newest ON newest.id = p.id AND newest.version = p.version WHERE p.merchant_id = $1"""


async def plugin_documents(session: Session, merchant_id: int) -> dict[str, dict[str, Any]]:
    """Return how a merchant uses plugins now, by the plugin's name."""
    return {row["code"]: json.loads(row["document"]) for row in await session.fetch(_NEWEST, merchant_id)}


async def users_of(session: Session, plugin: str) -> list[str]:
    """Return the slugs of the merchants that have the plugin enabled."""
    rows = await session.fetch(_USES, plugin)
    return [row["slug"] for row in rows if json.loads(row["document"])["enabled"]]
