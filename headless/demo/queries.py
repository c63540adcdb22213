"""Queries to paste into GraphiQL: one for a member's own token, the others for the front end's."""

from collections.abc import Collection, Iterator, Mapping


def queries(household: str, plugins: Collection[str], words: Mapping[str, str]) -> Mapping[str, str]:
    """Return query texts by what they show.

    household: the external id of the member that they look at. plugins: those that are enabled.
    """
    shown = {"page": _page(household), "wallet": _wallet(household)}
    if parts := list(_plugin_parts(plugins)):
        shown["plugins"] = _of(household, "ext {\n      " + "\n      ".join(parts) + "\n    }")
    shown |= {"me": _ME, "lapsing": _LAPSING, "why": _why(household)}
    return {words[f"query {name}"]: query for name, query in shown.items()}


def _of(household: str, fields: str) -> str:
    return f"""{{
  member(by: {{externalId: "{household}"}}) {{
    {fields}
  }}
}}"""


def _page(household: str) -> str:
    return _of(
        household,
        """externalId joinedAt
    tier { name }
    tierProgress { text fraction next { name } }
    assets { kind { code } available earned expired expiring(within: "180d") { on amount } }
    tags { tag { name } since }""",
    )


def _wallet(household: str) -> str:
    return _of(
        household,
        """coupons(first: 10) { edges { node { kind { name minimum } code state expiresAt } } }
    benefits { benefit { name } status why used remaining resetsAt }""",
    )


def _plugin_parts(plugins: Collection[str]) -> Iterator[str]:
    parts = {
        "gamified_tasks": "gamifiedTasks { tasks { name state text } checkin { days today next } }",
        "green_points": "greenPoints { plan { balance rewards { name price affordable } } impact { kilograms } }",
        "paid_tiers": "paidTiers { status currentPlan paidThrough saved stillToSave plans { name price costsToday } }",
        "upgrade_rules": "upgradeRules { scoreParts { total trusted parts { name points most } } nudges { text } }",
    }
    yield from (part for name, part in parts.items() if name in plugins)


_ME = """{
  me {
    name
    tier { name }
    tierProgress { text }
    asset(kind: "points") { available worth }
    coupons(first: 10) { edges { node { kind { name } code } } }
  }
}"""
_LAPSING = """{
  members(first: 5, where: {all: [
    {test: {metric: "tag", op: CONTAINS, value: "lapsing"}}
    {test: {metric: "net_spend", op: GTE, value: "500", window: "365d"}}
  ]}) {
    totalCount
    edges { node { externalId tier { name } metric(name: "days_since_order") } }
  }
}"""


def _why(household: str) -> str:
    return _of(
        household,
        """explain(what: {track: "main"}) { text }
    tierHistory(first: 5) { edges { node { tier { name } since why } } }
    events(first: 3, types: ["order.paid"]) {
      edges { node { occurredAt decisions { name fired why } entries { amount asset { code } } } }
    }""",
    )
