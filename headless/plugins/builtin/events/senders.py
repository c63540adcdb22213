"""Who sends what."""

SHOPS = frozenset({"merchant", "partner"})
MERCHANT = frozenset({"merchant"})
MEMBER_TOO = frozenset({"merchant", "member"})
ENGINE = frozenset({"engine"})
