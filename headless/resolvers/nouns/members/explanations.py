"""Why a member has this tier, this balance, this tag, or what an event did."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from headless.engine.explaining.explanations import Explanation
from headless.errors import NotFound
from headless.messages import Message
from headless.models.tables.members.member_reads import MemberRow
from headless.resolvers.reading.context import ReadContext
from headless.services.explaining.explanations import Asking
from headless.services.explaining.explanations import explain as explained

READ_SCOPES: Mapping[str, str] = MappingProxyType({
    "track": "tiers:read",
    "asset": "assets:read",
    "tag": "tags:read",
    "event": "events:read",
    "benefit": "benefits:read",
})  # fmt: skip


async def explain(
    ctx: ReadContext, members: Sequence[MemberRow], what: Mapping[str, str], at: int | None = None
) -> list[Explanation | Exception]:
    """Return the explanation for each member. Raise Denied, NotFound or InvalidId for what cannot be explained."""
    for kind in what:
        ctx.require(READ_SCOPES.get(kind, "events:read"))
    async with ctx.read() as session:
        own = ctx.principal.member_id is not None
        asking = Asking(session, ctx.program, ctx.now, at, ctx.lang, ctx.allows, own)
        by_member = await explained(asking, {member.id for member in members}, what)
    return [by_member.get(member.id) or _not_theirs(what) for member in members]


def _not_theirs(what: Mapping[str, str]) -> NotFound:
    return NotFound(Message("this member has no event {get}", get=what.get("event")), code="UNKNOWN_EVENT")
