"""How a member stands to a benefit, in words and for programs."""

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.evaluation.benefits import Entitlement, missing
from headless.engine.explaining.explain import Explanation, Moment
from headless.engine.explaining.narration import day_text
from headless.engine.member.state import MemberState
from headless.engine.program.offers import Benefit


def of_benefit(moment: Moment, benefit: Benefit, stands: Entitlement, state: MemberState) -> Explanation:
    """Why a member may use a benefit now, or not. Codes: available, not_eligible, quota_used, out_of_stock, unknown."""
    clause = moment.seen(missing(benefit, state, moment.now)) if benefit.fault is None else None
    params = {
        "benefit": benefit.code,
        "used": stands.used,
        "remaining": stands.remaining,
        "resetsOn": None if stands.resets_at is None else day_text(moment.program, stands.resets_at),
    }
    told = None if clause is None else text_of_clause(clause, moment.lang)
    return Explanation(_text(moment, benefit, stands, told), stands.status.lower(), params, clause)


def _text(moment: Moment, benefit: Benefit, stands: Entitlement, told: str | None) -> str:
    name = benefit.name
    if stands.status == "NOT_ELIGIBLE":
        return moment.say(f"{name} is not theirs yet: {told}", f"尚未享有{name}：{told}")
    if stands.status == "UNKNOWN":
        return moment.say(f"{name} cannot be judged now: {benefit.fault}", f"暂时无法判断{name}：{benefit.fault}")
    if stands.status == "OUT_OF_STOCK":
        return moment.say(f"no {name} are left", f"{name}已领完")
    if stands.status == "QUOTA_USED":
        day = day_text(moment.program, stands.resets_at)
        again = moment.say(f"; again on {day}", f"，{day}恢复") if stands.resets_at is not None else ""
        return moment.say(f"{name} was used {stands.used} times{again}", f"{name}已使用{stands.used}次{again}")
    if stands.remaining is None:
        return moment.say(f"{name} can be used", f"可使用{name}")
    return moment.say(f"{name} can be used {stands.remaining} times more", f"{name}还可使用{stands.remaining}次")
