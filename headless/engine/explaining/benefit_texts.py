"""How a member stands to a benefit, in words and for programs."""

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.conditions.clauses import Clause
from headless.engine.evaluation.benefits import Entitlement, missing
from headless.engine.explaining.explanations import Explanation, Moment
from headless.engine.explaining.narration import day_iso, day_text
from headless.engine.member.state import MemberState
from headless.engine.program.offers import Benefit
from headless.engine.texts.formats import number_text
from headless.engine.texts.names import name_in
from headless.engine.texts.texts import Count, Texts

_TEXTS = Texts("benefits")


def of_benefit(moment: Moment, benefit: Benefit, stands: Entitlement, state: MemberState) -> Explanation:
    """Explain why a member may use a benefit now, or not.

    Codes: available, not_eligible, quota_used, out_of_stock, unknown.
    """
    clause = moment.seen(missing(benefit, state, moment.now)) if benefit.fault is None else None
    params = {
        "benefit": benefit.code,
        "used": stands.used,
        "remaining": stands.remaining,
        "resetsOn": None if stands.resets_at is None else day_iso(moment.program, stands.resets_at),
    }
    lang, period = moment.lang, f"period.{benefit.period}"
    templates = _TEXTS.templates(lang)
    text = templates[_key(benefit, stands, clause)].format(
        benefit=name_in(lang, benefit),
        clause=None if clause is None else text_of_clause(clause, moment.names),
        fault=benefit.fault,
        used=Count(stands.used),
        quota=benefit.quota,
        remaining=Count(stands.remaining),
        count=Count(number_text(clause.value)) if clause is not None and clause.value is not None else "",
        day=day_text(moment.program, stands.resets_at, lang, moment.today),
        period=templates.get(period, templates["period.other"]),
    )
    return Explanation(text, stands.status.lower(), params, clause)


def _key(benefit: Benefit, stands: Entitlement, clause: Clause | None) -> str:
    if stands.status == "NOT_ELIGIBLE":
        return "never_eligible" if _is_never_met(clause) else "birthday" if _is_birthday(clause) else "not_eligible"
    if stands.status == "QUOTA_USED":
        once = benefit.quota == 1 and stands.resets_at is None
        return "received" if once else "quota_used" if stands.resets_at is None else "quota_used_until"
    if stands.status == "OUT_OF_STOCK" and stands.used:
        return "gone"
    if stands.status == "AVAILABLE" and stands.remaining is not None:
        return "available_times"
    return stands.status.lower()


def _is_birthday(clause: Clause | None) -> bool:
    """Return True if all that is missing is the birthday, which is known."""
    if clause is None or clause.value is None:
        return False
    return clause.metric == "birthday_in" and clause.op in ("EQ", "LTE", "LT") and not clause.met and _is_day(clause)


def _is_day(clause: Clause) -> bool:
    return bool(clause.threshold == (1 if clause.op == "LT" else 0))


def _is_never_met(clause: Clause | None) -> bool:
    return clause is not None and clause.mode == "ANY" and not clause.clauses
