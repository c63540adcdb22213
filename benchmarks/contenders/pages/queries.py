"""What is asked, in the words of each server: lists of 50 members with tier, assets and tags (950 values), and the page of one,
as front-end.md draws it. The lists: the first page, one behind some 10,000 members, and those who spent so much in a year.
"""

from collections.abc import Mapping
from types import MappingProxyType

QUESTIONS = ("list", "page", "filtered", "deep")
LIST_MEMBERS = 50
SPENT, SPENT_DAYS = 8_000, 365
DEEP_MEMBERS = 10_000
"""How many members are in front of the deep page; half of them where there are fewer."""
SCOPES = ("members:read", "members:pii", "tiers:read", "assets:read", "tags:read", "config:read", "events:read")

_LISTED = """{
    edges { node {
      number
      tier { code name }
      assets { kind { code name } available pending }
      tags { tag { code name } }
    } }
  }
}"""
_PAGE = """{
    name
    tier { code name attributes }
    tierProgress { next { name } fraction text keepUntil }
    assets { kind { code name decimals } available pending held debt worth expiring { on amount } }
    tags { tag { name } expiresAt }
  }
}"""
_CONDITION = f'{{ test: {{ metric: "net_spend", op: GTE, value: "{SPENT}", window: "{SPENT_DAYS}d" }} }}'


def _worded(members: str, filtered: str, member: str, cursor: str) -> Mapping[str, str]:
    return MappingProxyType({
        "list": f"query MemberList {{\n  {members}(first: {LIST_MEMBERS}) {_LISTED}",
        "page": f"query MemberPage($number: String!) {{\n  {member} {_PAGE}",
        "filtered": f"query MemberFilter {{\n  {filtered} {_LISTED}",
        "deep": f"query MemberDeep($after: {cursor}) {{\n  {members}(first: {LIST_MEMBERS}, after: $after) {_LISTED}",
    })  # fmt: skip


WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "ours": _worded(
        "members", f"members(first: {LIST_MEMBERS}, where: {_CONDITION})", "member(by: { number: $number })", "String"
    ),
    "stock": _worded(
        "members", f"members(first: {LIST_MEMBERS}, spent: {SPENT})", "member(by: { number: $number })", "String"
    ),
    "postgraphile": _worded(
        "members: allMembers",
        f'members: membersWhoSpent(first: {LIST_MEMBERS}, atLeast: "{SPENT}")',
        "member: memberByNumber(number: $number)",
        "Cursor",
    ),
})  # fmt: skip
