"""Tier tracks: ladders and their tiers."""

from collections.abc import Mapping
from typing import Any

from headless.engine.conditions.parsing import parse_condition, to_json
from headless.engine.program import documents
from headless.engine.values.calendar import parse_duration
from headless.services.configuration.naming import code_and_name
from headless.services.configuration.saving import Current, Desk, Work, check_version, given_at, save, stop
from headless.services.configuration.tier_rules import checked_rule
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal
from headless.services.rejudging.affected import track_changed
from headless.services.rejudging.sweeps import open_sweep, run_small_sweeps

MOST_TIERS = 50


def tier_track_work(document: Mapping[str, Any], expected_version: int | None = None) -> Work:
    """Writes the next version of a ladder. Errors: Stop, Invalid."""

    async def work(desk: Desk) -> Saved:
        code = str(document["code"])
        current = await desk.current("tier_track", code)
        check_version(current, expected_version)
        stored = await _checked(desk, document, current)
        id_ = current.id if current else desk.kernel.ids.new()
        version = current.version + 1 if current else 1
        documents.track(id_, version, stored, (await _program(desk)).metrics)
        await desk.write("tier_track", id_, version, code, stored)
        await _write_tiers(desk, id_, stored["tiers"])
        if stored["default"]:
            await _no_other_default(desk, code)
        changed = track_changed(id_, stored, current.document if current else None)
        await open_sweep(desk.kernel, desk.session, desk.merchant.id, f"tier track {code}", changed, desk.now)
        return Saved(id_, version=version)

    return work


async def save_tier_track(
    kernel: Kernel, principal: Principal, document: Mapping[str, Any], expected_version: int | None = None
) -> Saved:
    """Save a ladder under its code; existing members are judged anew, and may go down only under REVIEW_NOW."""
    saved = await save(kernel, principal, tier_track_work(document, expected_version))
    if saved.problem is None:
        await run_small_sweeps(kernel, principal.merchant_id)
    return saved


async def _program(desk: Desk) -> Any:
    return await desk.kernel.programs.of(desk.session, desk.merchant)


async def _checked(desk: Desk, document: Mapping[str, Any], current: Current | None) -> dict[str, Any]:
    given = {key: value for key, value in document.items() if value is not None}
    code, _ = code_and_name(given)
    kind = given["kind"]
    if current is not None and current.document["kind"] != kind:
        raise stop(
            "FIXED", f"the track is {current.document['kind']} and cannot become {kind}; save another track", "kind"
        )
    for name in ("validity", "grace", "remindBefore"):
        if name in given:
            with given_at(name):
                parse_duration(given[name])
    rule, settings = await checked_rule(desk, given)
    tiers = await _tiers(desk, given["tiers"], kind, current)
    others = (await _program(desk)).tracks
    first = all(each == code for each in others)
    return {
        "code": code,
        "name": given["name"],
        "kind": kind,
        "default": bool(given.get("default", current.document["default"] if current else first)),
        "downgrade": given.get("downgrade", "NONE"),
        "validity": given.get("validity"),
        "grace": given.get("grace"),
        "onChange": given.get("onChange", "KEEP_UNTIL_REVIEW"),
        "rule": rule,
        "settings": settings,
        "remindBefore": given.get("remindBefore", "30d"),
        "tiers": tiers,
    }


async def _tiers(
    desk: Desk, given: list[Mapping[str, Any]], kind: str, current: Current | None
) -> list[dict[str, Any]]:
    if not 1 <= len(given) <= MOST_TIERS:
        raise stop("INVALID_TIERS", f"a track has 1 to {MOST_TIERS} tiers, not {len(given)}", "tiers")
    known = {tier["code"]: tier["id"] for tier in current.document["tiers"]} if current else {}
    program = await _program(desk)
    found: list[dict[str, Any]] = []
    for position, tier in enumerate(given):
        path = ("tiers", str(position))
        code_and_name(tier, *path)
        for name in ("code", "rank"):
            if any(each[name] == tier[name] for each in found):
                raise stop("DUPLICATE", f"two tiers have the {name} {tier[name]!r}; each needs its own", *path, name)
        conditions = {name: _condition(tier.get(name), program, path, name) for name in ("condition", "keep")}
        id_ = known.get(tier["code"]) or desk.kernel.ids.new()
        found.append({
            "id": id_, "code": tier["code"], "name": tier["name"], "rank": tier["rank"], **conditions,
            "attributes": tier.get("attributes"),
        })  # fmt: skip
    await _none_in_use(desk, {id_: code for code, id_ in known.items()}, {tier["id"] for tier in found})
    return sorted(found, key=lambda tier: int(tier["rank"]))


def _condition(given: Any, program: Any, path: tuple[str, ...], name: str) -> Any:
    if given is None:
        return None
    with given_at(*path, name):
        return to_json(parse_condition(given, program.metrics))


async def _none_in_use(desk: Desk, known: Mapping[int, str], kept: set[int]) -> None:
    gone = sorted(set(known) - kept)
    if not gone:
        return
    any_of = desk.session.any_of("tier_id", 2)
    sql = f"SELECT tier_id, count(*) FROM member_tier WHERE merchant_id = $1 AND {any_of} GROUP BY tier_id"
    for row in await desk.session.fetch(sql, desk.merchant.id, gone):
        message = f"{row[1]} members stand on {known[row[0]]!r}; keep the tier, or move them first"
        raise stop("TIER_IN_USE", message, "tiers")


async def _write_tiers(desk: Desk, track_id: int, tiers: list[dict[str, Any]]) -> None:
    merchant = desk.merchant.id
    await desk.session.execute(
        "UPDATE tier SET active = $3 WHERE merchant_id = $1 AND track_id = $2", merchant, track_id, False
    )
    columns = ("merchant_id", "id", "track_id", "code", "name", "rank", "active")
    rows = [(merchant, each["id"], track_id, each["code"], each["name"], each["rank"], True) for each in tiers]
    await desk.session.upsert("tier", columns[:2], columns, rows)
    ranked = """UPDATE member_tier SET rank = (
  SELECT t.rank FROM tier t WHERE t.merchant_id = member_tier.merchant_id AND t.id = member_tier.tier_id
) WHERE merchant_id = $1 AND track_id = $2 AND tier_id IS NOT NULL"""
    await desk.session.execute(ranked, merchant, track_id)


async def _no_other_default(desk: Desk, code: str) -> None:
    for other in (await _program(desk)).tracks.values():
        if other.code != code and other.default:
            current = await desk.current("tier_track", other.code)
            assert current is not None
            document = {**current.document, "default": False}
            await desk.write("tier_track", current.id, current.version + 1, other.code, document)
