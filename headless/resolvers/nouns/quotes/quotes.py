"""Quotes of orders: what they cost a member, how they may be paid, and what they would earn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from headless.engine.member.coupons import Coupon
from headless.engine.quoting.coupon_options import CouponOption
from headless.engine.quoting.pay_options import PayOption
from headless.engine.quoting.quotes import Quote
from headless.engine.texts.reasons import reason_text
from headless.engine.texts.texts import Texts
from headless.engine.texts.told import as_document
from headless.engine.texts.wording import with_names
from headless.engine.values.amounts import from_units, text_of
from headless.models.tables.members.member_reads import MemberRow
from headless.resolvers.nouns.events.changes import ChangeRow, change_rows
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.problems import ProblemRow, user_errors
from headless.services.kernel.limiting.coupon_codes import is_outside
from headless.services.quoting.drafts import OrderDraft, check_cards, read_draft
from headless.services.quoting.guests import place_of, quote_guest, unknown_words
from headless.services.quoting.input_paths import in_input
from headless.services.quoting.named_codes import check_codes, tell_codes
from headless.services.quoting.quotes import quote_orders
from headless.services.settling.decision_loop import Batch

_TEXTS, _CLAUSES = Texts("benefits"), Texts("clauses")


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote, told in the reader's language."""

    quote: Quote
    earns: Sequence[ChangeRow]
    user_errors: Sequence[ProblemRow]


async def quotes(
    ctx: ReadContext,
    members: Sequence[MemberRow],
    order: Mapping[str, Any],
    coupons: Sequence[str] | None = None,
    pay_with: Sequence[Mapping[str, Any]] | None = None,
) -> list[QuoteRow | None]:
    """Return what an order would cost each member and do, None for a member that is gone."""
    named = () if not ctx.allows("coupons:read") else coupons
    draft = read_draft(ctx.program, raw_order(order, pay_with), named)
    check_cards(ctx.principal, draft)
    quoted = await _quoted(ctx, [member.id for member in members], draft)
    return [None if (quote := quoted.get(member.id)) is None else _row(ctx, quote, named) for member in members]


async def guest_quote(
    ctx: ReadContext,
    parents: Sequence[object],
    order: Mapping[str, Any],
    tier: str | None = None,
    track: str | None = None,
    coupons: Sequence[str] | None = None,
    pay_with: Sequence[Mapping[str, Any]] | None = None,
) -> list[QuoteRow]:
    """Return what an order would cost a guest, as a new member of a tier."""
    if tier is not None:
        ctx.require("tiers:read")
    place = place_of(ctx.program, tier, track)
    draft = read_draft(ctx.program, raw_order(order, pay_with), () if not ctx.allows("coupons:read") else coupons)
    check_cards(ctx.principal, draft)
    check_codes(ctx.kernel, ctx.principal, (), draft)
    async with ctx.kernel.db.read() as session:
        batch = Batch(ctx.kernel, session, ctx.merchant, ctx.program, ctx.now, simulate=True)
        quote = await quote_guest(batch, draft, place)
    if draft.named:
        await ctx.kernel.wrong_codes.tell(ctx.principal, {None: len(unknown_words(ctx.program, draft.named))})
    return [_row(ctx, quote, draft.named)] * len(parents)


async def _quoted(ctx: ReadContext, ids: Sequence[int], draft: OrderDraft) -> dict[int, Quote]:
    check_codes(ctx.kernel, ctx.principal, ids, draft)
    async with ctx.kernel.db.read() as session:
        batch = Batch(ctx.kernel, session, ctx.merchant, ctx.program, ctx.now, simulate=True)
        quoted = await quote_orders(batch, list(dict.fromkeys(ids)), draft, own=is_outside(ctx.principal))
    return await tell_codes(ctx.kernel, ctx.principal, ctx.program, quoted, draft)


def _row(ctx: ReadContext, quote: Quote, named: Sequence[str] | None) -> QuoteRow:
    problem = None if quote.problem is None else in_input(quote.problem, quote.order.coupons, named)
    return QuoteRow(quote, change_rows(ctx, quote.changes), user_errors(ctx, problem))


def shown_coupon(ctx: ReadContext, option: CouponOption) -> Coupon:
    """Return the coupon of an option. To a member who named the code of one without an owner, it is one of its own to use."""
    coupon, asking = option.coupon, ctx.principal.member_id
    return replace(coupon, member_id=asking) if asking is not None and coupon.member_id is None else coupon


def raw_order(order: Mapping[str, Any], pay_with: Sequence[Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """Return an order's input as the data of an event, which has decimals as texts."""
    raw = {name: _plain(value) for name, value in order.items() if value is not None}
    if pay_with:
        raw["payWith"] = [{"asset": tender["kind"], "amount": _plain(tender["amount"])} for tender in pay_with]
    return raw


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list):
        return [{name: _plain(part) for name, part in line.items() if part is not None} for line in value]
    return value


def pay_text(ctx: ReadContext, option: PayOption) -> str:
    """Say what limits the use of an asset kind for an order."""
    names, said = ctx.names, option.said
    limiting = option.failed if said is None else said.instance
    told = {
        "have": _amount(ctx, option, option.have),
        "most": _amount(ctx, option, option.most),
        "rule": "" if limiting is None else names.rule(limiting.name),
    }
    if option.limit == "WORTH":
        told["could"], told["unit"] = (
            _amount(ctx, option, option.could),
            names.money(from_units(1, ctx.program.decimals)),
        )
        return _TEXTS.text(ctx.lang, "pay.WORTH" if option.most else "pay.WORTH.nothing", **told)
    if said is None:
        return _TEXTS.text(ctx.lang, f"pay.{option.limit}", **told)
    told["bound"] = _amount(ctx, option, said.units)
    told["coupons"] = _CLAUSES.text(ctx.lang, "between").join(map(names.coupon, said.coupons))
    if option.limit != "RULE" or not said.cap.why:
        return _TEXTS.text(ctx.lang, f"pay.{option.limit}", **told)
    why = reason_text(as_document(said.cap.why), names)
    text = _TEXTS.text(ctx.lang, "pay.RULE.because" if said.units else "pay.RULE.nothing", **told, why=why)
    if option.used <= 0:
        return text
    return _TEXTS.text(ctx.lang, "pay.RULE.used", text=text, used=_amount(ctx, option, option.used))


def _amount(ctx: ReadContext, option: PayOption, units: int) -> str:
    return ctx.names.amount(option.kind.code, text_of(units, option.kind.decimals))


def coupon_text(ctx: ReadContext, option: CouponOption) -> str:
    """Say what a coupon saves, or why it cannot be used."""
    if option.obstacle is not None or option.saves is None:
        return with_names(option.obstacle.message, ctx.lang) if option.obstacle is not None else ""
    saves = option.saves
    if saves.gift is not None:
        return _TEXTS.text(ctx.lang, "coupon.gift", gift=saves.gift)
    if saves.delivery != 0:
        return _TEXTS.text(ctx.lang, "coupon.delivery")
    amount = from_units(saves.amount, ctx.program.decimals)
    return _TEXTS.text(ctx.lang, "coupon.saves", amount=ctx.names.money(amount))
