"""Asset kinds: what can be held."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from headless.engine.program import documents
from headless.engine.values.calendar import parse_duration
from headless.engine.values.spelling import spelled
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.base.versions import Version, add_version
from headless.models.tables.configuration.asset_kinds import AssetKind
from headless.services.configuration.naming import code_and_name, names_of
from headless.services.configuration.saving import Desk, Work, given_at, save, stop
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal
from headless.services.rejudging.affected import Changed
from headless.services.rejudging.sweeps import open_sweep, run_small_sweeps

MOST_DECIMALS = 8


def asset_kind_work(document: Mapping[str, Any], expected_version: int | None = None) -> Work:
    """Return the work that writes the next version of a kind. The work raises Stop or Invalid."""

    async def work(desk: Desk) -> Saved:
        code = spelled(str(document["code"]))
        draft = await desk.draft(AssetKind, code, expected_version)
        stored = checked(_completed(desk, draft.before, document), draft.id, draft.version)
        saved = await desk.write(draft, stored)
        if draft.before is not None and draft.before["remindBefore"] != stored["remindBefore"]:
            changed = Changed(kinds=(draft.id,))
            await open_sweep(desk.kernel, desk.session, desk.merchant.id, f"asset kind {code}", changed, desk.now)
        return saved

    return work


async def save_asset_kind(
    kernel: Kernel, principal: Principal, document: Mapping[str, Any], expected_version: int | None = None
) -> Saved:
    """Save a kind under its code. Decimals and money stay as they were first saved."""
    saved = await save(kernel, principal, asset_kind_work(document, expected_version))
    if saved.problem is None:
        await run_small_sweeps(kernel, principal.merchant_id)
    return saved


def _completed(desk: Desk, before: Mapping[str, Any] | None, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given, with the decimals and money of the version before or their defaults."""
    given = {key: value for key, value in document.items() if value is not None}
    if before is not None:
        _check_unchanged(before, given, "decimals")
        _check_unchanged(before, given, "money")
        given = {"decimals": before["decimals"], "money": before["money"], **given}
    given.setdefault("decimals", desk.merchant.decimals if given.get("money") else 0)
    return given


def checked(given: Mapping[str, Any], id_: int, version: int) -> dict[str, Any]:
    """Return the document as it is stored: complete and readable.

    Raises:
        Stop: a value is not allowed.
        Invalid: the document cannot be read.
    """
    if not 0 <= int(given["decimals"]) <= MOST_DECIMALS:
        raise stop(
            "INVALID_DECIMALS",
            Message(
                "decimals is {decimals}; give 0 to {most_decimals}",
                decimals=given["decimals"],
                most_decimals=MOST_DECIMALS,
            ),
            "decimals",
        )
    given = {**given, "code": code_and_name(given)[0], "names": names_of(given)}
    _check_worth(given.get("worth"))
    for name in ("pendingFor", "holdFor", "restoreGrace", "remindBefore"):
        if given.get(name) is not None:
            with given_at(name):
                parse_duration(given[name])
    kind = documents.asset_kind(id_, version, given)
    if kind.credit_limit < 0:
        raise stop(
            "INVALID_CREDIT_LIMIT",
            Message("creditLimit may not be negative; give how far the balance may go below 0"),
            "creditLimit",
        )
    if kind.transfer_daily is not None and kind.transfer_daily <= 0:
        message = Message("transferDaily must be above 0; to forbid transfers, save transferable: false")
        raise stop("INVALID_TRANSFER_DAILY", message, "transferDaily")
    return documents.asset_kind_json(kind)


def _check_worth(worth: Any) -> None:
    if worth is None:
        return
    try:
        positive = Decimal(str(worth)) > 0
    except InvalidOperation:
        positive = False
    if not positive:
        raise stop(
            "INVALID_WORTH",
            Message("worth is {worth}; give the money that one unit is worth, above 0", worth=worth),
            "worth",
        )


def _check_unchanged(before: Mapping[str, Any], given: Mapping[str, Any], name: str) -> None:
    if name in given and given[name] != before[name]:
        message = Message(
            "{name} is {before} and cannot change once a kind is there; save another kind",
            name=name,
            before=before[name],
        )
        raise stop("FIXED", message, name)


async def insert_first_kinds(
    kernel: Kernel, session: Session, merchant_id: int, decimals: int, declared: Iterable[Any], now: int
) -> None:
    """Add the kinds that plugins declare, which a merchant has not got yet. Money takes the currency's decimals."""
    for kind in declared:
        id_ = kernel.ids.new()
        first = Version(id_, 1, kind.code, checked(first_document(kind, decimals), id_, 1))
        await add_version(session, AssetKind, merchant_id, first, now, "system")


def first_document(kind: Any, decimals: int) -> dict[str, Any]:
    """Return a kind that a plugin declares as it would be given to be saved. decimals: of the currency."""
    return {
        "code": kind.code,
        "name": kind.name,
        "decimals": decimals if kind.money else kind.decimals,
        "money": kind.money,
        "expiry": {"after": kind.expires} if kind.expires else None,
    }
