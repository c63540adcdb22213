"""Tier tracks: ladders and their tiers."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from headless.engine.conditions.parsing import parse_condition, to_json
from headless.engine.program import documents
from headless.engine.values.calendar import parse_duration, parse_validity
from headless.engine.values.spelling import spelled
from headless.messages import Message
from headless.models.tables.configuration.tracks import PresentTier, TierTrack, members_on, replace_tiers
from headless.services.configuration.naming import code_and_name, names_of
from headless.services.configuration.saving import Desk, Draft, Work, given_at, save, stop
from headless.services.configuration.tier_rules import checked_rule, version_of_settings, without_secrets
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal
from headless.services.rejudging.affected import track_changed
from headless.services.rejudging.sweeps import open_sweep, run_small_sweeps

MOST_TIERS = 50


def tier_track_work(document: Mapping[str, Any], expected_version: int | None = None) -> Work:
    """Return the work that writes the next version of a ladder. The work raises Stop or Invalid."""

    async def work(desk: Desk) -> Saved:
        code = spelled(str(document["code"]))
        draft = await desk.draft(TierTrack, code, expected_version)
        stored = await track_document(desk, draft, document)
        documents.track(draft.id, draft.version, stored, (await _program(desk)).metrics)
        saved = await desk.write(draft, stored, partial(without_secrets, desk.kernel.registry, stored["rule"]))
        tiers = [PresentTier(tier["id"], tier["code"], tier["name"], tier["rank"]) for tier in stored["tiers"]]
        await replace_tiers(desk.session, desk.merchant.id, draft.id, tiers)
        if stored["default"]:
            await _unset_other_defaults(desk, code)
        changed = track_changed(draft.id, stored, draft.before)
        await open_sweep(desk.kernel, desk.session, desk.merchant.id, f"tier track {code}", changed, desk.now)
        return saved

    return work


async def save_tier_track(
    kernel: Kernel, principal: Principal, document: Mapping[str, Any], expected_version: int | None = None
) -> Saved:
    """Save a ladder under its code. Existing members are re-evaluated, and may go down only under REVIEW_NOW."""
    saved = await save(kernel, principal, tier_track_work(document, expected_version))
    if saved.problem is None:
        await run_small_sweeps(kernel, principal.merchant_id)
    return saved


async def _program(desk: Desk) -> Any:
    return await desk.kernel.programs.of(desk.session, desk.merchant)


async def track_document(desk: Desk, draft: Draft, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the ladder as it is stored. Raise Stop or Invalid if something in it cannot be used."""
    before = draft.before
    given = {key: value for key, value in document.items() if value is not None}
    code, _ = code_and_name(given)
    kind = given["kind"]
    if before is not None and before["kind"] != kind:
        raise stop(
            "FIXED",
            Message(
                "the track is {kind} and cannot become {kind2}; save another track", kind=before["kind"], kind2=kind
            ),
            "kind",
        )
    for name, parse in (("validity", parse_validity), ("grace", parse_duration), ("remindBefore", parse_duration)):
        if name in given:
            with given_at(name):
                parse(given[name])
    rule, settings = await checked_rule(desk, given, before)
    tiers = await _tiers(desk, given["tiers"], before)
    first = all(track == code for track in (await _program(desk)).tracks)
    return {
        "code": code,
        "name": given["name"],
        "names": names_of(given),
        "kind": kind,
        "default": bool(given.get("default", before["default"] if before else first)),
        "downgrade": given.get("downgrade", "NONE"),
        "validity": given.get("validity"),
        "grace": given.get("grace"),
        "onChange": given.get("onChange", "KEEP_UNTIL_REVIEW"),
        "rule": rule,
        "settings": settings,
        **version_of_settings(desk.kernel.registry, rule),
        "remindBefore": given.get("remindBefore", "30d"),
        "tiers": tiers,
    }


async def _tiers(desk: Desk, given: list[Mapping[str, Any]], before: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    if not 1 <= len(given) <= MOST_TIERS:
        raise stop(
            "INVALID_TIERS",
            Message("a track has 1 to {most_tiers} tiers, not {count}", most_tiers=MOST_TIERS, count=len(given)),
            "tiers",
        )
    known = {tier["code"]: tier["id"] for tier in before["tiers"]} if before else {}
    program = await _program(desk)
    tiers: list[dict[str, Any]] = []
    for position, given_tier in enumerate(given):
        path = ("tiers", str(position))
        tier = {**given_tier, "code": code_and_name(given_tier, *path)[0]}
        for name in ("code", "rank"):
            if any(other[name] == tier[name] for other in tiers):
                raise stop(
                    "DUPLICATE",
                    Message("two tiers have the {name} {tier!r}; each needs its own", name=name, tier=tier[name]),
                    *path,
                    name,
                )
        conditions = {name: _condition(tier.get(name), program, path, name) for name in ("condition", "keep")}
        id_ = known.get(tier["code"]) or desk.kernel.ids.new()
        tiers.append({
            "id": id_, "code": tier["code"], "name": tier["name"], "rank": tier["rank"], **conditions,
            "names": names_of(given_tier, *path), "attributes": tier.get("attributes"),
        })  # fmt: skip
    await _check_unused(desk, {id_: code for code, id_ in known.items()}, {tier["id"] for tier in tiers})
    return sorted(tiers, key=lambda tier: int(tier["rank"]))


def _condition(given: Any, program: Any, path: tuple[str, ...], name: str) -> Any:
    if given is None:
        return None
    with given_at(*path, name):
        return to_json(parse_condition(given, program.metrics))


async def _check_unused(desk: Desk, known: Mapping[int, str], kept: set[int]) -> None:
    gone = sorted(set(known) - kept)
    for tier in await members_on(desk.session, desk.merchant.id, gone) if gone else ():
        message = Message(
            "{members} members stand on {known!r}; keep the tier, or move them first",
            members=tier.members,
            known=known[tier.tier_id],
        )
        raise stop("TIER_IN_USE", message, "tiers")


async def _unset_other_defaults(desk: Desk, code: str) -> None:
    for other in (await _program(desk)).tracks.values():
        if other.code != code and other.default:
            draft = await desk.draft(TierTrack, other.code)
            await desk.write(draft, {**(draft.before or {}), "default": False})
