"""Tags that members wear."""

import strawberry

from headless.engine.explaining.narration import tag_text
from headless.engine.member.provenance import MERCHANT
from headless.engine.member.records import HeldTag
from headless.ids import Prefix
from headless.resolvers.nouns.standings import member_tags
from headless.schema.base.fields import identity, object_type, value
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import DateTime
from headless.schema.types.configuration.tags import Tag

"""What a member is told of everyone who acts for the merchant."""


@object_type(
    scope="tags:read",
    row=HeldTag,
    node=(Prefix.MEMBER_TAG, member_tags.member_tags_by_id),
    owner="member_id",
    for_partner=True,
)
class MemberTag(Node):
    """A tag on a member: by whom, why and since when."""

    id: strawberry.ID = identity(Prefix.MEMBER_TAG)
    tag: Tag = value("The tag.", told=lambda ctx, row: ctx.program.tag_by_id[row.tag_id])
    by: str = value(
        "Who put it on: a token's name, condition, or a rule. Members and partners read `merchant` of what is not their own.",
        told=lambda ctx, row: row.author if not ctx.is_narrow or row.author == ctx.principal.actor else MERCHANT,
    )
    reason: str | None = value(
        "Why, in words.",
        told=lambda ctx, row: tag_text(ctx.program, row, ctx.lang, ctx.allows),
        for_member=False,
        for_partner=False,
    )
    since: DateTime = value("Since when.", read=lambda row: row.since_at)
    expires_at: DateTime | None = value("When it comes off by itself; null: never.")
