"""Asset kinds: what can be held."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from headless.engine.program import documents
from headless.engine.values.calendar import parse_duration
from headless.models.base.session import Session
from headless.services.configuration.naming import code_and_name
from headless.services.configuration.saving import VERSION, Desk, Work, check_version, given_at, save, stop
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal
from headless.services.rejudging.affected import Changed
from headless.services.rejudging.sweeps import open_sweep, run_small_sweeps
from headless.services.settling.writing import compact

MOST_DECIMALS = 8


def asset_kind_work(document: Mapping[str, Any], expected_version: int | None = None) -> Work:
    """Writes the next version of a kind. Errors: Stop, Invalid."""

    async def work(desk: Desk) -> Saved:
        code = str(document["code"])
        current = await desk.current("asset_kind", code)
        check_version(current, expected_version)
        given = {key: value for key, value in document.items() if value is not None}
        if current is not None:
            _unchanged(current.document, given, "decimals")
            _unchanged(current.document, given, "money")
            given = {"decimals": current.document["decimals"], "money": current.document["money"], **given}
        money = bool(given.get("money"))
        given.setdefault("decimals", desk.merchant.decimals if money else 0)
        id_ = current.id if current else desk.kernel.ids.new()
        version = current.version + 1 if current else 1
        stored = checked(given, id_, version)
        await desk.write("asset_kind", id_, version, code, stored)
        if current is not None and current.document["remindBefore"] != stored["remindBefore"]:
            changed = Changed(kinds=(id_,))
            await open_sweep(desk.kernel, desk.session, desk.merchant.id, f"asset kind {code}", changed, desk.now)
        return Saved(id_, version=version)

    return work


async def save_asset_kind(
    kernel: Kernel, principal: Principal, document: Mapping[str, Any], expected_version: int | None = None
) -> Saved:
    """Save a kind under its code. Decimals and money stay as they were first saved."""
    saved = await save(kernel, principal, asset_kind_work(document, expected_version))
    if saved.problem is None:
        await run_small_sweeps(kernel, principal.merchant_id)
    return saved


def checked(given: Mapping[str, Any], id_: int, version: int) -> dict[str, Any]:
    """The document as stored: complete, and known to be readable."""
    if not 0 <= int(given["decimals"]) <= MOST_DECIMALS:
        raise stop("INVALID_DECIMALS", f"decimals is {given['decimals']}; give 0 to {MOST_DECIMALS}", "decimals")
    code_and_name(given)
    worth = given.get("worth")
    if worth is not None:
        try:
            positive = Decimal(str(worth)) > 0
        except InvalidOperation:
            positive = False
        if not positive:
            raise stop("INVALID_WORTH", f"worth is {worth}; give the money that one unit is worth, above 0", "worth")
    for name in ("pendingFor", "holdFor", "restoreGrace", "remindBefore"):
        if given.get(name) is not None:
            with given_at(name):
                parse_duration(given[name])
    kind = documents.asset_kind(id_, version, given)
    if kind.credit_limit < 0:
        raise stop(
            "INVALID_CREDIT_LIMIT",
            "creditLimit may not be negative; give how far the balance may go below 0",
            "creditLimit",
        )
    return documents.asset_kind_json(kind)


def _unchanged(before: Mapping[str, Any], given: Mapping[str, Any], name: str) -> None:
    if name in given and given[name] != before[name]:
        message = f"{name} is {before[name]} and cannot change once a kind is there; save another kind"
        raise stop("FIXED", message, name)


async def insert_first_kinds(
    kernel: Kernel, session: Session, merchant_id: int, decimals: int, declared: Iterable[Any], now: int
) -> None:
    """The kinds that plugins declare, for a new merchant; money takes the currency's decimals."""
    rows = []
    for each in declared:
        given = {
            "code": each.code,
            "name": each.name,
            "decimals": decimals if each.money else each.decimals,
            "money": each.money,
            "expiry": {"after": each.expires} if each.expires else None,
        }
        id_ = kernel.ids.new()
        rows.append((merchant_id, id_, 1, each.code, compact(checked(given, id_, 1)), now, "system"))
    await session.insert("asset_kind", VERSION, rows)
