"""`order.paid`: tenders are captured or spent under the lock, and the order is counted on its day."""

from decimal import Decimal

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.evaluation.stages import Proposal
from headless.engine.handlers.couponing import check_coupons, use_coupons
from headless.engine.handlers.narrowing import is_whole, names_order, share_of
from headless.engine.handlers.paying import insufficient, money_value, over_cap, unknown_kind, use_under
from headless.engine.member.records import Hold, HoldStatus, OriginFacts
from headless.engine.member.status import MemberStatus
from headless.engine.turn import Count, Plain, Turn
from headless.engine.values.amounts import to_units
from headless.engine.values.problems import Problem, invalid, refused
from headless.errors import Invalid
from headless.ids import decode

NO_SPENDING = "the member is frozen; nothing can be spent until that is lifted"


class OrderPaid(Plain):
    """An order was paid, partly perhaps with assets."""

    def check(self, turn: Turn) -> Problem | None:
        data = turn.event.data
        if data.currency is not None and data.currency != turn.program.currency:
            message = f"the order is in {data.currency}, the merchant keeps {turn.program.currency}; convert it first"
            return invalid("WRONG_CURRENCY", message, "data", "currency")
        turn.scratch["payable"] = to_units(data.total, turn.program.decimals)
        problem = check_coupons(turn) if data.coupons else None
        if problem is not None:
            return problem
        return self._tenders(turn) if data.pay_with else None

    def _tenders(self, turn: Turn) -> Problem | None:
        data = turn.event.data
        tenders: list[tuple[AssetKind, int, Hold | None]] = []
        value, holds = Decimal(0), set()
        for position, tender in enumerate(data.pay_with):
            path = ("data", "payWith", str(position))
            kind = turn.kind(tender.asset)
            if kind is None:
                return unknown_kind(turn, tender.asset, *path, "asset")
            if kind.money_worth is None:
                message = f"{kind.code} has no worth in money, so nothing can be paid with it; set its worth"
                return invalid("NO_WORTH", message, *path, "asset")
            units = to_units(tender.amount, kind.decimals)
            value += money_value(kind, tender.amount)
            hold = None
            if tender.hold is None:
                turn.need(kind, units)
            else:
                found = find_hold(turn, kind, tender.hold, units, *path, "hold")
                if isinstance(found, Problem):
                    return found
                if found.id in holds:
                    return invalid("HOLD_TWICE", f"hold {tender.hold} is named twice; name it once", *path, "hold")
                hold = found
                holds.add(hold.id)
            tenders.append((kind, units, hold))
        if value > data.total:
            message = f"the tenders are worth {value}, more than the order's total of {data.total}"
            return invalid("TENDERS_EXCEED_TOTAL", message, "data", "payWith")
        turn.scratch["tenders"] = tenders
        frozen = turn.state.status == MemberStatus.FROZEN
        return refused("MEMBER_FROZEN", NO_SPENDING) if frozen else self._covered(turn)

    def _covered(self, turn: Turn) -> Problem | None:
        for code, units in turn.scratch.get("needed", {}).items():
            kind = turn.program.kinds[code]
            spendable = turn.ledger.spendable(kind)
            if spendable < units:
                return insufficient(kind, spendable, units)
        return None

    def counts(self, turn: Turn) -> list[Count]:
        event, decimals = turn.event, turn.program.decimals
        units = turn.scratch.get("payable")
        if units is None:
            units = to_units(event.data.total, decimals)
        found = [Count("order", event.day, 1, units)]
        for key, args in turn.program.narrowed_keys:
            if is_whole(args):
                ours = units if names_order(args, event.data) else None
            else:
                ours = share_of(args, event.data, event.data.items, decimals)
            if ours is not None:
                found.append(Count(key, event.day, 1, ours))
        return found

    def caps(self, turn: Turn, proposal: Proposal) -> Problem | None:
        order = turn.event.data.order_id
        if "tenders" not in turn.scratch:
            return None
        adding: dict[str, int] = {}
        for kind, units, hold in turn.scratch["tenders"]:
            kept = hold.open_amount if hold is not None and hold.order_ref == order else 0
            adding[kind.code] = adding.get(kind.code, 0) + units - kept
        for code, units in adding.items():
            problem = over_cap(turn, proposal, order, turn.program.kinds[code], units)
            if problem is not None:
                return problem
        return None

    def apply(self, turn: Turn) -> None:
        order = turn.event.data.order_id
        turn.scratch["origin"] = turn.state.origins["order.paid", order] = OriginFacts(turn.event)
        if turn.event.data.coupons:
            use_coupons(turn)
        for kind, units, hold in turn.scratch.get("tenders", ()):
            cause = turn.cause("tender")
            if hold is None:
                turn.ledger.spend(kind, units, cause, terms={"tender": 1})
            else:
                use_under(turn, hold.order_ref, kind, -hold.open_amount)
                # what the hold counts under its own order is not counted again as spent
                terms = {"tender": 1, "captured": 1} | ({"hold": 1} if hold.order_ref == order else {})
                turn.ledger.capture(hold, units, cause, terms=terms)
                if hold.open_amount:
                    release(turn, hold, hold.open_amount)
            use_under(turn, order, kind, units)


def find_hold(turn: Turn, kind: AssetKind | None, text: str, units: int | None, *path: str) -> Hold | Problem:
    """The open hold that a text names, of that kind and with that much left; or why not."""
    try:
        id_ = decode("hold", text)
    except Invalid as fault:
        return invalid("UNKNOWN_HOLD", fault.message, *path)
    for account in list(turn.state.accounts.values()):
        hold = turn.state.holds(account.kind_id).get(id_)
        if hold is None:
            continue
        if kind is not None and hold.kind_id != kind.id:
            return invalid("WRONG_HOLD", f"hold {text} is not of {kind.code}", *path)
        if units is not None and units > hold.open_amount:
            found = turn.program.kind_by_id[hold.kind_id]
            return insufficient(found, hold.open_amount, units)
        return hold
    return refused("HOLD_NOT_OPEN", f"there is no open hold {text}; it was settled, timed out or never existed")


def release(turn: Turn, hold: Hold, units: int, status: HoldStatus = HoldStatus.SETTLED) -> None:
    """Release a part of a hold; lots that had expired meanwhile expire at once, after this event.

    Their key names the hold's end; of a hold that is given back piece by piece, each piece has its event's.
    """
    expired = turn.ledger.release(hold, units, turn.cause("hold released"), status)
    piece = f"{hold.id}:{hold.expires_at}" if status is HoldStatus.EXPIRED else f"{hold.id}:{turn.event.id}"
    turn.scratch.setdefault("expired", []).extend((lot, piece) for lot in expired)
