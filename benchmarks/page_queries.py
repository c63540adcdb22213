"""What is asked: a list of 50 members with tier, assets and tags (950 values), and the page of one, as front-end.md draws it."""

LIST_MEMBERS = 50
SCOPES = ("members:read", "members:pii", "tiers:read", "assets:read", "tags:read", "config:read")

LIST = """query MemberList {
  members(first: 50) {
    edges { node {
      number
      tier { code name }
      assets { kind { code name } available pending }
      tags { tag { code name } }
    } }
  }
}"""

PAGE = """query MemberPage($number: String!) {
  member(by: { number: $number }) {
    name
    tier { code name attributes }
    tierProgress { next { name } fraction text keepUntil }
    assets { kind { code name decimals } available pending held debt worth expiring { on amount } }
    tags { tag { name } expiresAt }
  }
}"""
