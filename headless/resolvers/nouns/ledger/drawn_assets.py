"""Holdings drawn from accounts: for each kind a function from the account's amounts to what is asked of them."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.values.amounts import text_of
from headless.resolvers.executing.fast_path import Drawing, Make, Rows, allowed, listed, plain, single, still, written
from headless.resolvers.executing.plans import Level, Step
from headless.resolvers.nouns.ledger.asset_rows import AMOUNTS, accounts, kinds_in_order, worth_units
from headless.resolvers.nouns.ledger.expiries import ExpiryRow, ahead, by_day, ending
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.parts import Part, Undrawn


def drawing_of_assets(ctx: ReadContext, step: Step) -> Drawing:
    """Every kind's holding of each member. Errors: Undrawn."""
    holding = _Holding(ctx, listed(step), kinds_in_order(ctx))
    return Drawing(holding.parts, holding.drawn)


def drawing_of_asset(ctx: ReadContext, step: Step) -> Drawing:
    """One kind's holding of each member. Errors: Undrawn; KeyError for an unknown kind."""
    holding = _Holding(ctx, single(step), [ctx.program.kinds[step.constant["kind"]]])

    def draw(ctx: ReadContext, ids: Sequence[int], read: Sequence[Rows]) -> list[Any]:
        return [found[0] for found in holding.drawn(ctx, ids, read)]

    return Drawing(holding.parts, draw)


class _Holding:
    """What is asked of holdings, written out for each kind."""

    def __init__(self, ctx: ReadContext, level: Level, kinds: Sequence[AssetKind]) -> None:
        names = {step.answer.name for step in level.steps}
        wanted = names | ({"available"} if "worth" in names else set())
        self._amounts = tuple(name for name in AMOUNTS if name in wanted)
        self._within: tuple[str | None, ...] = ()
        self._kinds = [(kind.id, self._written(ctx, level, kind), self._nothing(kind)) for kind in kinds]

    def parts(self, ctx: ReadContext) -> list[Part]:
        """The accounts, and the lots that end where they are asked for."""
        return [accounts(ctx, self._amounts), *(ending(ctx, within) for within in self._within)]

    def drawn(self, ctx: ReadContext, ids: Sequence[int], read: Sequence[Rows]) -> list[list[Any]]:
        """The holdings of each member, in the order of the kinds."""
        kinds, held = self._kinds, read[0]
        days = {within: ahead(ctx, within).last_days for within in self._within}
        found = []
        ends: dict[str | None, Sequence[Any]] = {}
        for id_ in ids:
            own = {row[0]: row for row in held[id_]}
            if days:
                ends = {within: rows[id_] for within, rows in zip(days, read[1:], strict=True)}
            found.append([make(own.get(kind_id, zeros), ctx, ends, days) for kind_id, make, zeros in kinds])
        return found

    def _nothing(self, kind: AssetKind) -> list[int]:
        return [kind.id, *(0 for _ in self._amounts)]

    def _written(self, ctx: ReadContext, level: Level, kind: AssetKind) -> Callable[..., Any]:
        fields, known = dict[str, str](), dict[str, Any](text_of=text_of)
        places = {name: f"row[{at}]" for at, name in enumerate(self._amounts, 1)}
        for at, step in enumerate(level.steps):
            allowed(ctx, step)
            name, own = step.answer.name, f"known_{at}"
            if name in places:
                fields[step.key] = (
                    f"text_of({places[name]}, {kind.decimals})" if kind.decimals else f"str({places[name]})"
                )
            elif name == "worth":
                known[own] = partial(_worth, kind, ctx.program.decimals)
                fields[step.key] = f"{own}({places['available']})"
            elif name == "kind":
                known[own] = still(ctx, step, kind)
                fields[step.key] = own
            elif name == "expiring":
                known[own] = self._expiring(ctx, step, kind)
                fields[step.key] = f"{own}(ctx, ends, days)"
            elif step.field is None:
                fields[step.key] = repr(step.owner)
            else:
                raise Undrawn
        return written(fields, "row, ctx, ends, days", known)

    def _expiring(self, ctx: ReadContext, step: Step, kind: AssetKind) -> Callable[..., Any]:
        within = step.constant.get("within")
        if within not in self._within:
            self._within = (*self._within, within)
        return partial(_expiring, kind, within, plain(ctx, listed(step)))


def _worth(kind: AssetKind, decimals: int, available: int) -> str | None:
    units = worth_units(kind, available, decimals)
    return None if units is None else text_of(units, decimals)


def _expiring(
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
    found = by_day(ctx, kind.id, lots, days[within][kind.id])
    return [make(ctx, ExpiryRow(day, text_of(units, kind.decimals))) for day, units in found]
