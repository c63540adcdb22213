"""What members hold: accounts of every kind, with zeroes if nothing was ever posted, and the fast path of the fields."""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.values.amounts import from_units, text_of
from headless.errors import NotFound
from headless.messages import Message
from headless.models.base.relations import Relation, RowsByMember
from headless.models.tables.ledger.account_relations import AMOUNTS, accounts, amount_places, kind_id_of
from headless.models.tables.members.member_reads import MemberRow, known_members
from headless.resolvers.executing.fast_path import (
    FastPath,
    Make,
    generated,
    lasting_answer,
    list_level,
    object_level,
    object_maker,
    require_scope,
)
from headless.resolvers.executing.plans import Level, Step
from headless.resolvers.nouns.ledger.asset_rows import AssetRow, kinds_in_order, worth_units
from headless.resolvers.nouns.ledger.expiries import ExpiryRow, by_day, ending, horizon
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.related import NoFastPath, fast_path, reads


def fast_assets(ctx: ReadContext, step: Step) -> FastPath:
    """Compile every kind's holding of each member. Raise NoFastPath if a field asked of them has none."""
    holdings = _FastHoldings(ctx, list_level(step), kinds_in_order(ctx))
    return FastPath(holdings.relations, holdings.answer)


def fast_asset(ctx: ReadContext, step: Step) -> FastPath:
    """Compile one kind's holding of each member. Raise NoFastPath if a field has none, and NotFound for an unknown kind."""
    holdings = _FastHoldings(ctx, object_level(step), [kind_of(ctx, step.constant["kind"])])

    def answer(ctx: ReadContext, ids: Sequence[int], rows: Sequence[RowsByMember]) -> list[Any]:
        return [holding for (holding,) in holdings.answer(ctx, ids, rows)]

    return FastPath(holdings.relations, answer)


class _FastHoldings:
    """What is asked of holdings, compiled for each kind into a function from the account's amounts to the answer."""

    def __init__(self, ctx: ReadContext, level: Level, kinds: Sequence[AssetKind]) -> None:
        names = {step.answer.name for step in level.steps}
        wanted = names | ({"available"} if "worth" in names else set())
        self._amounts = tuple(name for name in AMOUNTS if name in wanted)
        self._within: tuple[str | None, ...] = ()
        self._kinds = [(kind.id, self._compiled(ctx, level, kind), self._nothing(kind)) for kind in kinds]

    def relations(self, ctx: ReadContext) -> list[Relation]:
        """Return the accounts, and the lots that end if they are asked for."""
        return [accounts(ctx.now, self._amounts), *(ending(ctx, within) for within in self._within)]

    def answer(self, ctx: ReadContext, ids: Sequence[int], rows: Sequence[RowsByMember]) -> list[list[Any]]:
        """Return the holdings of each member, in the order of the kinds."""
        kinds, held = self._kinds, rows[0]
        days = {within: horizon(ctx, within).last_days for within in self._within}
        answers = []
        ends: dict[str | None, Sequence[Any]] = {}
        for id_ in ids:
            own = {kind_id_of(row): row for row in held[id_]}
            if days:
                ends = {within: lots[id_] for within, lots in zip(days, rows[1:], strict=True)}
            answers.append([make(own.get(kind_id, zeros), ctx, ends, days) for kind_id, make, zeros in kinds])
        return answers

    def _nothing(self, kind: AssetKind) -> list[int]:
        return [kind.id, *(0 for _ in self._amounts)]

    def _compiled(self, ctx: ReadContext, level: Level, kind: AssetKind) -> Callable[..., Any]:
        fields, names = dict[str, str](), dict[str, Any](text_of=text_of)
        places = {name: f"row[{place}]" for name, place in amount_places(self._amounts).items()}
        for at, step in enumerate(level.steps):
            require_scope(ctx, step)
            name, own = step.answer.name, f"known_{at}"
            if name in places:
                amount = places[name]
                fields[step.key] = f"text_of({amount}, {kind.decimals})" if kind.decimals else f"str({amount})"
            elif name == "worth":
                names[own] = partial(_worth_text, kind, ctx.program.decimals)
                fields[step.key] = f"{own}({places['available']})"
            elif name == "kind":
                names[own] = lasting_answer(ctx, step, kind)
                fields[step.key] = own
            elif name == "expiring":
                names[own] = self._expiring(ctx, step, kind)
                fields[step.key] = f"{own}(ctx, ends, days)"
            elif step.field is None:
                fields[step.key] = repr(step.owner)
            else:
                raise NoFastPath("asks_database")
        return generated(fields, "row, ctx, ends, days", names)

    def _expiring(self, ctx: ReadContext, step: Step, kind: AssetKind) -> Callable[..., Any]:
        within = step.constant.get("within")
        if within not in self._within:
            self._within = (*self._within, within)
        return partial(_expiry_answers, kind, within, object_maker(ctx, list_level(step)))


def _worth_text(kind: AssetKind, decimals: int, available: int) -> str | None:
    units = worth_units(kind, available, decimals)
    return None if units is None else text_of(units, decimals)


def _expiry_answers(
    kind: AssetKind,
    within: str | None,
    make: Make,
    ctx: ReadContext,
    ends: Mapping[str | None, Sequence[Any]],
    days: Mapping[str | None, Mapping[int, int]],
) -> list[Any]:
    lots = ends[within]
    if not lots:
        return []
    expiries = by_day(ctx, kind.id, lots, days[within][kind.id])
    return [make(ctx, ExpiryRow(day, text_of(units, kind.decimals))) for day, units in expiries]


def _accounts(ctx: ReadContext, **_: object) -> tuple[Relation]:
    return (accounts(ctx.now),)


@fast_path(fast_assets)
@reads(_accounts)
async def assets(ctx: ReadContext, members: Sequence[MemberRow]) -> list[list[AssetRow]]:
    """Return every kind's holding of each member, kinds in their order of creation."""
    by_member = await holdings(ctx, [member.id for member in members])
    kinds = kinds_in_order(ctx)
    return [[by_member[row.id].get(kind.id) or AssetRow(row.id, kind) for kind in kinds] for row in members]


@fast_path(fast_asset)
@reads(_accounts)
async def asset(ctx: ReadContext, members: Sequence[MemberRow], kind: str) -> list[AssetRow]:
    """Return one kind's holding of each member. Raise NotFound for an unknown kind."""
    chosen = kind_of(ctx, kind)
    by_member = await holdings(ctx, [member.id for member in members])
    return [by_member[member.id].get(chosen.id) or AssetRow(member.id, chosen) for member in members]


async def assets_by_id(ctx: ReadContext, pairs: Sequence[tuple[int, int]]) -> list[AssetRow | None]:
    """Return holdings by member and kind, None if either does not exist."""
    ids = [member_id for member_id, _ in pairs]
    by_member = await holdings(ctx, ids)
    async with ctx.read() as session:
        known = await known_members(session, ctx.merchant_id, ids)
    kinds = ctx.program.kind_by_id
    return [
        by_member[member_id].get(kind_id) or (AssetRow(member_id, kinds[kind_id]) if kind_id in kinds else None)
        if member_id in known
        else None
        for member_id, kind_id in pairs
    ]


async def holdings(ctx: ReadContext, ids: Collection[int]) -> dict[int, dict[int, AssetRow]]:
    """Return the accounts of members, by member and kind."""
    kinds, held = ctx.program.kind_by_id, await ctx.related.of(ids, accounts(ctx.now))
    return {
        id_: {kind_id: AssetRow(id_, kinds[kind_id], *amounts) for kind_id, *amounts in held[id_] if kind_id in kinds}
        for id_ in ids
    }


def worth(ctx: ReadContext, row: AssetRow) -> Decimal | None:
    """Return what is available in money, cut off to the currency's decimals, None for kinds without worth."""
    units, decimals = worth_units(row.kind, row.available, ctx.program.decimals), ctx.program.decimals
    return None if units is None else from_units(units, decimals)


def kind_of(ctx: ReadContext, code: str) -> AssetKind:
    """Return the kind of a code. Raise NotFound if there is none."""
    sight = ctx.sight
    seen = ctx.program.kinds if sight is None else {name: ctx.program.kinds[name] for name in sight.kinds}
    kind = seen.get(code)
    if kind is None:
        known = tuple(sorted(seen))
        raise NotFound(
            Message("there is no asset kind {code!r}; there are: {known}", code=code, known=known),
            code="UNKNOWN_ASSET_KIND",
        )
    return kind
