"""Tokens: who may do what."""

import strawberry

from headless.ids import Prefix
from headless.resolvers.nouns.configuration import partners, tokens
from headless.schema.base.connections import Connection, cursor, page_arguments
from headless.schema.base.fields import batch, identity, object_type, value
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import DateTime
from headless.schema.types.configuration.partners import Partner


@object_type(public=True)
class RateLimit:
    """How much may be asked for, in points: one for each request, and more for large bodies and costly operations."""

    per_second: int = value("Points that are there again each second.")
    burst: int = value("Points that may be spent at once after a pause.")
    per_day: int | None = value("Points that may be spent in each day, by UTC; null: any number.")


@object_type(
    public=True,
    row=tokens.TokenRow,
    node=(Prefix.TOKEN, tokens.tokens_by_id),
    node_scope="tokens:manage",
    for_partner=True,
)
class Token(Node):
    """A bearer token. Its secret was shown once, when it was made. It ends with the token that made it."""

    id: strawberry.ID = identity(Prefix.TOKEN)
    name: str = value("What it was called when it was made.")
    last_four: str = value("The last four characters of its secret, to tell tokens apart.")
    scopes: list[str] = value("What it may do.", read=lambda row: list(row.scopes))
    sources: list[str] | None = value(
        "The only sources its events may name; null: any.",
        read=lambda row: None if row.sources is None else list(row.sources),
    )
    event_types: list[str] | None = value(
        "The only event types it may record, those of mutations included; null: any.",
        read=lambda row: None if row.event_types is None else list(row.event_types),
    )
    partner: Partner | None = batch(
        partners.of_tokens, "The partner whose token it is; null: the merchant's own.", public=True
    )
    made_by: "Token | None" = batch(
        tokens.makers, "The token that made it; null if none did, or if you may not see it.", public=True
    )
    successor: "Token | None" = batch(
        tokens.successors, "The token that replaces it; null if none does, or if you may not see it.", public=True
    )
    created_at: DateTime = value("When it was made.")
    expires_at: DateTime | None = value("When it ends by itself.")
    revoked_at: DateTime | None = value("When it was revoked, or the token that made it.")
    last_used_at: DateTime | None = value("When it was last used, within minutes.")
    rate_limit: RateLimit | None = value(
        "Its own rate limit, or that of the token that made it, or what all tokens of its partner have by default; null: none."
    )


@object_type(scope="tokens:manage", for_partner=True)
class TokenEdge:
    """A token and its place."""

    cursor: str = cursor()
    node: Token = value("The token.")


@object_type(scope="tokens:manage", for_partner=True)
class TokenConnection(Connection):
    """Tokens, newest first."""

    edges: list[TokenEdge] = value("The tokens of this page.", sized=20)


@strawberry.type
class TokenQueries:
    """Who may do what."""

    viewer: Token | None = batch(
        tokens.viewer, "The token that asks; null for a member's.", public=True, for_member=True
    )
    tokens: TokenConnection | None = batch(
        tokens.tokens,
        "The tokens that this one made, and those that they made, newest first. With tokens:admin all tokens.",
        scope="tokens:manage",
        arguments=page_arguments(),
        for_partner=True,
    )
