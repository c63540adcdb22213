"""How a member stands to a benefit, in words and for programs."""

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.conditions.clauses import Clause
from headless.engine.evaluation.benefits import Entitlement, missing
from headless.engine.explaining.explanations import Explanation, Moment
from headless.engine.explaining.narration import day_iso, day_text, last_day_text
from headless.engine.member.state import MemberState
from headless.engine.program.offers import Benefit
from headless.engine.texts.formats import moment_text, number_text
from headless.engine.texts.names import name_in
from headless.engine.texts.texts import Count, Texts

_TEXTS = Texts("benefits")


def of_benefit(moment: Moment, benefit: Benefit, stands: Entitlement, state: MemberState) -> Explanation:
    """Explain why a member may use a benefit now, or not.

    Codes: available, not_eligible, not_open, closed, quota_used, out_of_stock, unknown.
    """
    clause = moment.seen(missing(benefit, state, moment.now, stands.lacks)) if benefit.fault is None else None
    params = {
        "benefit": benefit.code,
        "used": stands.used,
        "remaining": stands.remaining,
        "resetsOn": None if stands.resets_at is None else day_iso(moment.program, stands.resets_at),
        **{name: day_iso(moment.program, at) for name, at in _bounds(stands).items() if at is not None},
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
        opens=_moment_text(moment, stands.opens_at),
        last=last_day_text(moment.program, stands.closes_at, lang),
        price=_price_text(moment, benefit),
    )
    return Explanation(text, stands.status.lower(), params, clause)


def _bounds(stands: Entitlement) -> dict[str, int | None]:
    return {"opensOn": stands.opens_at, "closesOn": stands.closes_at}


def _moment_text(moment: Moment, instant: int | None) -> str:
    if instant is None:
        return "-"
    return moment_text(moment.program.zone.datetime_of(instant), moment.lang, moment.today)


def _price_text(moment: Moment, benefit: Benefit) -> str:
    names, lang = moment.names, moment.lang
    parts = (
        _TEXTS.text(lang, "part", amount=names.amount(part.kind, f"{part.amount:f}"), asset=names.asset(part.kind))
        for part in benefit.price
    )
    return _TEXTS.text(lang, "between").join(parts)


def _key(benefit: Benefit, stands: Entitlement, clause: Clause | None) -> str:
    if stands.status == "NOT_ELIGIBLE":
        if _is_unpaid(stands, clause):
            return "unpaid"
        key = "never_eligible" if _is_never_met(clause) else "birthday" if _is_birthday(clause) else "not_eligible"
        return "not_eligible_opens" if key == "not_eligible" and stands.opens_at is not None else key
    if stands.status == "QUOTA_USED":
        once = benefit.quota == 1 and stands.resets_at is None
        return "received" if once else "quota_used" if stands.resets_at is None else "quota_used_until"
    if stands.status == "OUT_OF_STOCK" and stands.used:
        return "gone"
    if stands.status == "AVAILABLE" and stands.remaining is not None:
        return "available_times"
    return stands.status.lower()


def _is_unpaid(stands: Entitlement, clause: Clause | None) -> bool:
    """Return True if all that is missing is the price."""
    tests = () if clause is None else clause.clauses if clause.mode == "ALL" else (clause,)
    return bool(stands.lacks) and len(tests) == len(stands.lacks) and all(test.metric == "balance" for test in tests)


def _is_birthday(clause: Clause | None) -> bool:
    """Return True if all that is missing is the birthday, which is known."""
    if clause is None or clause.value is None:
        return False
    return clause.metric == "birthday_in" and clause.op in ("EQ", "LTE", "LT") and not clause.met and _is_day(clause)


def _is_day(clause: Clause) -> bool:
    return bool(clause.threshold == (1 if clause.op == "LT" else 0))


def _is_never_met(clause: Clause | None) -> bool:
    return clause is not None and clause.mode == "ANY" and not clause.clauses
