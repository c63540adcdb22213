"""How a member stands to a benefit, in words and for programs."""

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.conditions.clauses import Clause
from headless.engine.evaluation.benefits import Entitlement, missing
from headless.engine.explaining.explanations import Explanation, Moment
from headless.engine.explaining.narration import day_text
from headless.engine.member.state import MemberState
from headless.engine.program.offers import Benefit
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
        "resetsOn": None if stands.resets_at is None else day_text(moment.program, stands.resets_at),
    }
    text = _TEXTS.text(
        moment.lang,
        _key(stands, clause),
        benefit=benefit.name,
        clause=None if clause is None else text_of_clause(clause, moment.lang),
        fault=benefit.fault,
        used=Count(stands.used),
        remaining=Count(stands.remaining),
        day=params["resetsOn"],
    )
    return Explanation(text, stands.status.lower(), params, clause)


def _key(stands: Entitlement, clause: Clause | None) -> str:
    if stands.status == "NOT_ELIGIBLE":
        return "never_eligible" if _is_never_met(clause) else "not_eligible"
    if stands.status == "QUOTA_USED" and stands.resets_at is not None:
        return "quota_used_until"
    if stands.status == "AVAILABLE" and stands.remaining is not None:
        return "available_times"
    return stands.status.lower()


def _is_never_met(clause: Clause | None) -> bool:
    return clause is not None and clause.mode == "ANY" and not clause.clauses
