"""The tags that members wear, with the fast path of the field."""

from collections.abc import Sequence
from typing import Any

from headless.engine.member.records import HeldTag
from headless.models.base.relations import RowsByMember
from headless.models.tables.members.member_reads import MemberRow
from headless.models.tables.members.tag_reads import BRIEF_TAGS, WORN_TAGS, held_tags_by_id
from headless.models.tables.members.tags import MEMBER_TAGS
from headless.resolvers.executing.fast_path import (
    FastPath,
    generated,
    lasting_answer,
    leaf_coercer,
    list_level,
    object_maker,
    require_scope,
)
from headless.resolvers.executing.plans import Step
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.related import NoFastPath, fast_path, reads


def worn(ctx: ReadContext, rows: Sequence[Any]) -> list[HeldTag]:
    """Return the tags of one member's rows of WORN_TAGS that have not ended, oldest first."""
    now, known = ctx.now, ctx.program.tag_by_id
    return [
        held
        for held in MEMBER_TAGS.records(sorted(rows))
        if held.tag_id in known and (held.expires_at is None or held.expires_at > now)
    ]


def fast_tags(ctx: ReadContext, step: Step) -> FastPath:
    """Compile the tags each member wears. Raise NoFastPath if a field asked of them has none."""
    try:
        return _brief_tags(ctx, step)
    except NoFastPath:
        return _full_tags(ctx, step)


def _brief_tags(ctx: ReadContext, step: Step) -> FastPath:
    """Compile tags of which nothing but the tag and its end is asked: the tag is the same for all members."""
    fields, tags = dict[str, str](), list[Step]()
    coercers: dict[str, Any] = {}
    for at, field in enumerate(list_level(step).steps):
        require_scope(ctx, field)
        if field.answer.name == "tag":
            fields[field.key] = f"tag[{len(tags)}]"
            tags.append(field)
        elif field.answer.name == "expires_at" and field.field is not None:
            coercers[f"instant_{at}"] = leaf_coercer(field.field.type)
            fields[field.key] = f"None if ends is None else instant_{at}(ends)"
        else:
            raise NoFastPath("more_than_tag_and_end")
    known = {tag.id: [lasting_answer(ctx, field, tag) for field in tags] for tag in ctx.program.tags.values()}
    make = generated(fields, "tag, ends", coercers)

    def answer(ctx: ReadContext, ids: Sequence[int], rows: Sequence[RowsByMember]) -> list[Any]:
        now, tags = ctx.now, rows[0]
        # a row is a BriefTag
        return [
            [make(known[tag_id], ends) for _, tag_id, ends in sorted(tags[id_])
             if tag_id in known and (ends is None or ends > now)]
            for id_ in ids
        ]  # fmt: skip

    return FastPath(lambda ctx: (BRIEF_TAGS,), answer)


def _full_tags(ctx: ReadContext, step: Step) -> FastPath:
    make = object_maker(ctx, list_level(step))

    def answer(ctx: ReadContext, ids: Sequence[int], rows: Sequence[RowsByMember]) -> list[Any]:
        tags = rows[0]
        return [[make(ctx, held) for held in worn(ctx, tags[id_])] for id_ in ids]

    return FastPath(lambda ctx: (WORN_TAGS,), answer)


@fast_path(fast_tags)
@reads(lambda ctx, **_: (WORN_TAGS,))
async def member_tags(ctx: ReadContext, members: Sequence[MemberRow]) -> list[list[HeldTag]]:
    """Return the tags each member wears now, oldest first."""
    rows = await ctx.related.of([member.id for member in members], WORN_TAGS)
    return [worn(ctx, rows[member.id]) for member in members]


async def member_tags_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[HeldTag | None]:
    """Return tags on members by id, those that were taken off included."""
    async with ctx.read() as session:
        known = await held_tags_by_id(session, ctx.merchant_id, ids)
    return [known.get(id_) for id_ in ids]
