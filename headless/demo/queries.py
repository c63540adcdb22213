"""Three queries to paste into GraphiQL."""

from collections.abc import Mapping


def queries(household: str) -> Mapping[str, str]:
    """Return query texts by what they show. household: the external id of the member that they look at."""
    return {
        "A member's page: tier, the way to the next, assets and when they end, tags": _page(household),
        "Who is lapsing among those who spent 2,000 or more in the year": _LAPSING,
        "Why this member stands on this tier, and what the last orders earned": _why(household),
    }


def _page(household: str) -> str:
    return f"""{{
  member(by: {{externalId: "{household}"}}) {{
    name joinedAt
    tier {{ name }}
    tierProgress {{ text fraction next {{ name }} }}
    assets {{ kind {{ code }} available earned expired expiring(within: "180d") {{ on amount }} }}
    tags {{ tag {{ name }} since }}
  }}
}}"""


_LAPSING = """{
  members(first: 5, where: {all: [
    {test: {metric: "tag", op: CONTAINS, value: "lapsing"}}
    {test: {metric: "net_spend", op: GTE, value: "2000", window: "365d"}}
  ]}) {
    totalCount
    edges { node { externalId name tier { name } metric(name: "days_since_order") } }
  }
}"""


def _why(household: str) -> str:
    return f"""{{
  member(by: {{externalId: "{household}"}}) {{
    explain(what: {{track: "main"}}) {{ text }}
    tierHistory(first: 5) {{ edges {{ node {{ tier {{ name }} since why }} }} }}
    events(first: 3, types: ["order.paid"]) {{
      edges {{ node {{ occurredAt decisions {{ rule fired why }} entries {{ amount asset {{ code }} }} }} }}
    }}
  }}
}}"""
