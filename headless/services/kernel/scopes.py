"""Scopes of tokens: what there are, which a token gets, and the check that it holds one.

`schema/base/fields.py` declares the scope of each field, and `resolvers/executing/executor.py` has it checked here.
"""

from collections.abc import Mapping
from types import MappingProxyType

from headless.errors import Denied, Invalid
from headless.messages import Message

SCOPES: Mapping[str, str] = MappingProxyType({
    "members:read": "see members, without personal data",
    "members:pii": "see and search personal data: name, phone, e-mail, birthday",
    "members:write": "create and change members",
    "members:impersonate": "sign members in: make tokens that see and do what a member may, and name the issuer that does",
    "members:erase": "erase members for good",
    "assets:read": "see balances, entries and holds",
    "assets:write": "grant, spend, hold and reverse",
    "events:read": "see events and decisions",
    "events:write": "record and simulate events",
    "tiers:read": "see tier tracks and standings",
    "tiers:manage": "change tier tracks",
    "tags:read": "see tags",
    "tags:write": "put tags on members and take them off",
    "tags:manage": "change tags and their conditions",
    "benefits:read": "see benefits, and what members may use of them",
    "benefits:write": "use benefits for members",
    "benefits:manage": "change benefits",
    "coupons:read": "see coupons and their codes",
    "coupons:write": "give coupons out and take them back",
    "coupons:manage": "change coupon kinds",
    "cards:read": "see cards and what is on them, without their whole numbers",
    "cards:write": "issue, activate, top up, bind, block and replace cards, and see their numbers",
    "cards:manage": "change card kinds",
    "rules:read": "see rules and their settings",
    "rules:manage": "change rules",
    "partners:read": "see partners, their budgets, and what they gave",
    "partners:manage": "create and change partners and their budgets",
    "plugins:read": "see plugins",
    "plugins:manage": "enable and disable plugins",
    "plugins:try": "try a change of rules, plugins, tiers, tags or kinds on what has happened, without making it",
    "config:read": "see asset kinds, metrics and event types",
    "config:manage": "change asset kinds and the merchant's own settings",
    "webhooks:read": "see webhook endpoints, and what was delivered to them",
    "webhooks:manage": "change webhook endpoints, try them, and send again what was sent",
    "tokens:admin": "with tokens:manage: see, replace and revoke all tokens",
    "tokens:manage": "create tokens, and see, replace and revoke those that were made so",
    "audit:read": "see who changed what, and who read or took out personal data",
    "clock:manage": "set a sandbox merchant's clock",
    "schema:read": "read the schema by introspection",
})  # fmt: skip
ADMIN, PII = "admin", "members:pii"
PUBLIC, MEMBER = "@public", "@member"
"""What every token of the merchant holds, and what members' tokens hold. Neither is a scope that can be given."""
OWN_SCOPES = frozenset({
    "members:read", "members:pii", "assets:read", "events:read", "tiers:read", "tags:read", "benefits:read", "coupons:read",
    "cards:read",
})  # fmt: skip
"""What a member's token may see of its own member, and of nothing else."""


PARTNER_SCOPES = frozenset({
    "members:read", "members:pii", "assets:read", "assets:write", "events:read", "events:write", "tiers:read", "tags:read",
    "tags:write", "benefits:read", "benefits:write", "config:read", "tokens:manage", "schema:read",
})  # fmt: skip
"""What a partner's token may hold. It opens those fields alone that are marked for partners."""


def of_partners(scope: str) -> str:
    """Return what a partner's token holds for a scope: it opens the fields that are marked for partners."""
    return f"@partner:{scope}"


def require_scope(scope: str, held: frozenset[str]) -> None:
    """Raise Denied, naming the scope, if it is not among those held."""
    if scope not in held:
        raise Denied(
            Message("this needs the scope {scope}; the token has {held}", scope=scope, held=sorted(held)),
            code="FORBIDDEN",
            data={"requiredScope": scope, "grantedScopes": sorted(held)},
        )


def expand_scopes(scopes: list[str] | tuple[str, ...]) -> frozenset[str]:
    """Return the scopes asked for, `admin` standing for all. Raise Invalid for one that does not exist."""
    unknown = sorted(set(scopes) - set(SCOPES) - {ADMIN})
    if unknown:
        raise Invalid(
            Message(
                "there is no scope {unknown}; there are: {scopes}, and {admin} for all of them",
                unknown=unknown,
                scopes=list(SCOPES),
                admin=ADMIN,
            ),
            code="UNKNOWN_SCOPE",
        )
    return frozenset(SCOPES) if ADMIN in scopes else frozenset(scopes)
