"""Plugins as merchants use them: enabled or not, version by version."""

import json

from headless.models.base.session import Session
from headless.models.base.versions import Versioned


class PluginVersion(Versioned):
    """One version of a merchant's use of a plugin; the code is the plugin's name."""

    class Meta:
        table = "plugin_version"


_USES = """SELECT m.slug AS slug, p.document AS document
FROM plugin_version p JOIN merchant m ON m.id = p.merchant_id WHERE p.code = $1
AND p.version = (SELECT max(n.version) FROM plugin_version n WHERE n.merchant_id = p.merchant_id AND n.id = p.id)
ORDER BY m.slug"""


async def users_of(session: Session, plugin: str) -> list[str]:
    """Return the slugs of the merchants that have the plugin enabled."""
    rows = await session.fetch(_USES, plugin)
    return [row["slug"] for row in rows if json.loads(row["document"])["enabled"]]
