"""Codes of things that are not there: in settings, in conditions, in benefits."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches

from headless.engine.advice.records import BENEFITS, COUPONS, RULES, TAGS, TIERS, Advice, Checked, SettingName, of_tier
from headless.engine.conditions.leaves import values_of
from headless.engine.conditions.trees import Condition, Test, tests_of
from headless.engine.program.program import Program
from headless.engine.texts.names import called
from headless.messages import Called, Message

CODE = "NOT_THERE"
MOST_SHOWN, LIKE = 20, 5
SORTS: Mapping[str, Message] = {
    "assetKind": Message("asset kind"),
    "tierTrack": Message("tier track"),
    "tier": Message("tier"),
    "tag": Message("tag"),
    "benefit": Message("benefit"),
    "couponKind": Message("coupon kind"),
    "eventType": Message("event type"),
}
_ARGUMENTS: Mapping[str, str] = {"asset": "assetKind", "track": "tierTrack", "benefit": "benefit", "type": "eventType"}
"""What the arguments of our own metrics are codes of."""


def missing_names(checked: Checked) -> Iterator[Advice]:
    """Yield each code of something that the merchant does not have."""
    program = checked.program
    yield from missing_in_settings(checked.names, program)
    for fault in checked.faults:
        message = Message("{owner} cannot read what it needs: {fault}", owner=fault.owner, fault=fault.message)
        yield Advice(CODE, fault.about, message, frozenset({RULES}))
    for about, owner, condition, scope in _conditions(program):
        for test in tests_of(condition):
            yield from _of_test(test, about, owner, scope, program)
    for benefit in program.benefits.values():
        if benefit.gives is not None and benefit.gives not in program.coupon_kinds:
            message = _message(called(benefit), "couponKind", benefit.gives, program.coupon_kinds)
            yield Advice(CODE, f"benefit:{benefit.code}", message, frozenset({BENEFITS, COUPONS}))


def missing_in_settings(names: Iterable[SettingName], program: Program) -> Iterator[Advice]:
    """Yield each code in settings of something that the merchant does not have."""
    for name in names:
        if name.sort in SORTS and not _is_there(name, program):
            yield _of_setting(name, program)


def _of_setting(name: SettingName, program: Program) -> Advice:
    message = Message(
        "{setting} of {owner} names the {sort} {code}, which does not exist; there are: {known}",
        setting=name.setting,
        owner=name.owner,
        code=name.code,
        sort=SORTS[name.sort],
        known=_shown(name.code, _known(name.sort, name.track, program)),
    )
    return Advice(CODE, name.about, message, frozenset({RULES, *_scopes(name.sort)}))


def _is_there(name: SettingName, program: Program) -> bool:
    return name.code in _known(name.sort, name.track, program)


def _known(sort: str, track: str | None, program: Program) -> Collection[str]:
    if sort == "tier":
        named = program.tracks.get(track) if track is not None else None
        tracks = program.tracks.values() if named is None else (named,)
        return {tier.code for ladder in tracks for tier in ladder.tiers}
    known: Mapping[str, Collection[str]] = {
        "assetKind": program.kinds,
        "tierTrack": program.tracks,
        "tag": program.tags,
        "benefit": program.benefits,
        "couponKind": program.coupon_kinds,
        "eventType": program.event_types,
    }
    return known[sort]


def _scopes(sort: str) -> frozenset[str]:
    """Return what telling the codes of all things of a sort needs."""
    scopes = {"tier": TIERS, "tierTrack": TIERS, "tag": TAGS, "benefit": BENEFITS, "couponKind": COUPONS}
    return frozenset({scopes[sort]}) if sort in scopes else frozenset()


def _conditions(program: Program) -> Iterator[tuple[str, Called, Condition, str]]:
    for track in program.tracks.values():
        for tier in track.tiers:
            for condition in (tier.condition, tier.keep):
                if condition is not None:
                    yield of_tier(track, tier), called(tier), condition, TIERS
    for tag in program.tags.values():
        if tag.condition is not None:
            yield f"tag:{tag.code}", called(tag), tag.condition, TAGS
    for benefit in program.benefits.values():
        for condition in benefit.conditions:
            yield f"benefit:{benefit.code}", called(benefit), condition, BENEFITS


def _of_test(test: Test, about: str, owner: Called, scope: str, program: Program) -> Iterator[Advice]:
    for sort, track, code in _codes(test, program):
        known = _known(sort, track, program)
        if code not in known:
            yield Advice(CODE, about, _message(owner, sort, code, known), frozenset({scope, *_scopes(sort)}))


def _codes(test: Test, program: Program) -> Iterator[tuple[str, str | None, str]]:
    """Yield the codes in a test: what they are of, of which track, and the code."""
    query = test.query
    for argument, code in query.args:
        if argument in _ARGUMENTS and not query.spec.stored:
            yield _ARGUMENTS[argument], None, code
    if query.spec.name in ("tag", "tier"):
        ladder = program.track(query.arg("track")) if query.spec.name == "tier" else None
        track = ladder.code if ladder is not None else None
        yield from ((query.spec.name, track, str(value)) for value in values_of(test))


def _message(owner: Called, sort: str, code: str, known: Collection[str]) -> Message:
    return Message(
        "{owner} names the {sort} {code}, which does not exist; there are: {known}",
        owner=owner,
        code=code,
        sort=SORTS[sort],
        known=_shown(code, known),
    )


def _shown(code: str, known: Collection[str]) -> list[str | Message]:
    """Return the codes that there are. Of many, those that are most like the one that is not there."""
    if len(known) <= MOST_SHOWN:
        return [*sorted(known)]
    similar = get_close_matches(code, sorted(known), LIKE) or sorted(known)[:LIKE]
    return [*similar, Message("{count} others", count=len(known) - len(similar))]
