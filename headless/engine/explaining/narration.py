"""Standings, entries and tags in words, made from codes and parameters."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.conditions.clauses import Clause
from headless.engine.explaining.fact_scopes import Allows, allows_all, reads_words_of
from headless.engine.member.provenance import MERCHANT
from headless.engine.member.records import Entry, HeldTag, Origin, Standing
from headless.engine.program.glossary import Glossary
from headless.engine.program.program import Program
from headless.engine.program.tracks import Tier
from headless.engine.texts import formats
from headless.engine.texts.languages import label_in
from headless.engine.texts.names import name_in
from headless.engine.texts.reasons import reason_text
from headless.engine.texts.texts import Texts
from headless.ids import Prefix

_STANDINGS, _TAGS, _BALANCES = Texts("standings"), Texts("tags"), Texts("balances")
TAGGED_BY: Mapping[Origin, str] = MappingProxyType({
    Origin.HAND: "by_hand",
    Origin.CONDITION: "by_condition",
    Origin.RULE: "by_rule",
})  # fmt: skip
"""The code, and the key of the text, of how a tag came to a member."""
_TOKEN = f"{Prefix.TOKEN}_"
_RULE = "rule:"


def standing_text(
    program: Program, standing: Standing, clause: Clause | None, lang: str, allows: Allows = allows_all
) -> str:
    """Say why a member has (or lost) the tier of a standing. `clause` is the standing's, as the reader may see it.

    allows: checks the scopes of the reader, here and below: a rule's own words may tell any fact.
    """
    track = program.track_by_id.get(standing.track_id)
    tiers = track.by_id if track else {}
    codes = track.by_code if track else {}
    before, why = standing.params.get("from"), standing.params.get("why")
    why = why if reads_words_of(program, standing.params.get("rule"), allows) else None
    no_tier, names = _STANDINGS.text(lang, "no_tier"), Glossary.of(program, lang)
    return _STANDINGS.find(lang, _standing_key(standing, clause, because=bool(why)), standing.code).format(
        tier=_named(tiers.get(standing.tier_id or 0), lang, no_tier),
        before=_named(codes.get(before) if before else None, lang, before or no_tier),
        clause=_standing_clause(standing, clause, names),
        grace=last_day_text(program, standing.grace_until_at, lang),
        until=last_day_text(program, standing.ends_at, lang),
        rule=names.rule(standing.params.get("rule", "")),
        why=reason_text(why, names) if why else "",
    )


def _standing_key(standing: Standing, clause: Clause | None, *, because: bool) -> str:
    """Return the key of the text: by the standing's code, and by what there is to say with it."""
    code, reason = standing.code, "_because" if because else ""
    if code == "voted":
        return code + reason
    if code == "entered":
        return code + reason + ("_until" if standing.ends_at is not None else "")
    if code in ("qualified", "kept") and clause is None:
        return f"{code}_always"
    if code == "kept" and clause is not None and not clause.met:
        return "kept_by_own"
    return "downgraded_now" if code == "downgraded" and clause is None else code


def _standing_clause(standing: Standing, clause: Clause | None, names: Glossary) -> str:
    if clause is None:
        return _STANDINGS.text(names.lang, "no_condition")
    return text_of_clause(clause, names, "missing" if standing.code == "downgraded" else "request")


def entry_text(
    program: Program, entry: Entry, lang: str, allows: Allows = allows_all, *, with_words: bool = True
) -> str:
    """Say why an entry was written: the rule and its reason, or the reason that the core or a caller gave.

    with_words: without them only the rule or the type of the event is told, and nothing that someone wrote.
    """
    reason = entry.reason
    type_ = program.event_types.get(reason)
    text = label_in(lang, type_) if type_ is not None else reason_text(reason, Glossary.of(program, lang))
    if entry.rule_id is None:
        return text if with_words or type_ is not None else "-"
    instance = next((versions.latest for versions in program.rules if versions.latest.id == entry.rule_id), None)
    is_told = type_ is not None or (with_words and reads_words_of(program, entry.rule_id, allows))
    if instance is None:
        return text if is_told else "-"
    label = instance.label(lang)
    return (
        label
        if reason == instance.rule or not is_told
        else _BALANCES.text(lang, "reason_of_rule", rule=label, reason=text)
    )


def tag_text(program: Program, held: HeldTag, lang: str, allows: Allows = allows_all) -> str:
    """Say why a member has a tag."""
    names = Glossary.of(program, lang)
    if held.reason and (
        held.origin is Origin.HAND
        or (held.origin is Origin.RULE and reads_words_of(program, held.author.removeprefix("rule:"), allows))
    ):
        return reason_text(held.reason, names)
    return _TAGS.text(lang, TAGGED_BY[held.origin], author=_author(held.author, names))


def _author(author: str, names: Glossary) -> str:
    """Return who put a tag on, as a reader may be told: never the id of a token."""
    if author.startswith(_RULE):
        return names.rule(author.removeprefix(_RULE))
    name, _, token = author.rpartition(" (")
    if token.startswith(_TOKEN):
        return name
    return _TAGS.text(names.lang, "someone") if author == MERCHANT or author.startswith(_TOKEN) else author


def day_iso(program: Program, instant_us: int | None) -> str:
    """Return the merchant's local day of an instant, as ISO text for programs."""
    return "-" if instant_us is None else date.fromordinal(program.zone.day_of(instant_us)).isoformat()


def day_text(program: Program, instant_us: int | None, lang: str, today: int | None = None) -> str:
    """Return the merchant's local day of an instant, as people write it. `today`: its year goes without saying."""
    return "-" if instant_us is None else formats.day_text(program.zone.day_of(instant_us), lang, today)


def last_day_text(program: Program, instant_us: int | None, lang: str) -> str:
    """Return the last local day before an instant, on which what ends then can still be used."""
    return "-" if instant_us is None else formats.day_text(program.zone.day_of(instant_us - 1), lang)


def _named(tier: Tier | None, lang: str, otherwise: str) -> str:
    return name_in(lang, tier) if tier is not None else otherwise
