"""Tags drawn from what members wear: the tag itself is the same for all of them."""

from collections.abc import Callable, Sequence
from typing import Any

from headless.engine.member.records import HeldTag
from headless.resolvers.executing.fast_path import Drawing, Rows, allowed, leaf, listed, plain, still, written
from headless.resolvers.executing.plans import Step
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.parts import Part, Undrawn
from headless.services.settling.records import TAG_COLUMNS, held_tag_of

WORN = Part("tags", TAG_COLUMNS, "member_tag x", "AND x.removed_at IS NULL")
BRIEFLY = Part("tags in brief", "x.id, x.tag_id, x.expires_at", "member_tag x", "AND x.removed_at IS NULL")


def worn(ctx: ReadContext, rows: Sequence[Any]) -> list[HeldTag]:
    """Of one member's rows of WORN the tags that have not come to their end, oldest first."""
    now, known = ctx.now, ctx.program.tag_by_id
    return [
        held
        for row in sorted(rows)
        if row[2] in known and ((held := held_tag_of(row)).expires_at is None or held.expires_at > now)
    ]


def drawing_of_tags(ctx: ReadContext, step: Step) -> Drawing:
    """The tags each member wears, oldest first. Errors: Undrawn."""
    try:
        return _in_brief(ctx, step)
    except Undrawn:
        return _in_full(ctx, step)


def _in_brief(ctx: ReadContext, step: Step) -> Drawing:
    """Where nothing but the tag and its end is asked for."""
    fields, tags = dict[str, str](), list[Step]()
    ends: dict[str, Any] = {}
    for at, each in enumerate(listed(step).steps):
        allowed(ctx, each)
        if each.answer.name == "tag":
            fields[each.key] = f"tag[{len(tags)}]"
            tags.append(each)
        elif each.answer.name == "expires_at" and each.field is not None:
            ends[f"instant_{at}"] = leaf(each.field.type)
            fields[each.key] = f"None if ends is None else instant_{at}(ends)"
        else:
            raise Undrawn
    known = {tag.id: [still(ctx, each, tag) for each in tags] for tag in ctx.program.tags.values()}
    make = written(fields, "tag, ends", ends)

    def draw(ctx: ReadContext, ids: Sequence[int], read: Sequence[Rows]) -> list[Any]:
        now, rows = ctx.now, read[0]
        return [
            [make(known[tag], ends) for _, tag, ends in sorted(rows[id_])
             if tag in known and (ends is None or ends > now)]
            for id_ in ids
        ]  # fmt: skip

    return Drawing(lambda ctx: (BRIEFLY,), draw)


def _in_full(ctx: ReadContext, step: Step) -> Drawing:
    make: Callable[[ReadContext, Any], Any] = plain(ctx, listed(step))

    def draw(ctx: ReadContext, ids: Sequence[int], read: Sequence[Rows]) -> list[Any]:
        rows = read[0]
        return [[make(ctx, held) for held in worn(ctx, rows[id_])] for id_ in ids]

    return Drawing(lambda ctx: (WORN,), draw)
