"""Tokens made, replaced and revoked."""

import strawberry

from headless.ids import Prefix
from headless.resolvers.mutations import tokens
from headless.resolvers.reading.nodes import loaded
from headless.schema.base.fields import batch, given, input_type, mutation, object_type, required, value
from headless.schema.base.scalars import DateTime
from headless.schema.mutations import payloads
from headless.schema.types.configuration.tokens import Token
from headless.schema.types.errors import UserError

token_of = loaded(Prefix.TOKEN, lambda row: row.id)
replaced_of = loaded(Prefix.TOKEN, lambda row: row.replaced)


@input_type
class RateLimitInput:
    """How much a token may ask for, in points: one for each request, and more for large bodies and costly operations."""

    per_second: int = required("Points that are there again each second, at most 10000.")
    burst: int | None = given("Points that may be spent at once after a pause; left out: those of twenty seconds.")
    per_day: int | None = given("Points that may be spent in each day, by UTC; left out: any number.")


@input_type
class TokenCreateInput:
    """A new token, which may do no more than the one that asks for it."""

    name: str = required("What it is for.")
    scopes: list[str] = required('What it may do, such as "members:read"; "admin" is every scope.')
    partner: str | None = given(
        "The code of the partner whose token it is: it may touch what the partner may; left out: as the token that asks."
    )
    sources: list[str] | None = given("The only sources its events may name; left out: as the token that asks.")
    event_types: list[str] | None = given(
        """The only event types it may record, those of mutations included, such as asset.granted; left out: as the token that
        asks."""
    )
    expires_at: DateTime | None = given("When it ends by itself; left out: with the token that asks.")
    rate_limit: RateLimitInput | None = given(
        """A rate limit of its own, in addition to that of the token that asks, which both share. For a partner's token it stands
        for the limit that partners have by default, unless the partner itself asks."""
    )


@input_type
class TokenRotateInput:
    """A token to replace by one with a new secret that may do the same."""

    id: strawberry.ID = required("Its id.")
    overlap_seconds: int = given("For how long the old secret goes on working, at most 90 days.", default=86_400)
    expires_at: DateTime | None = given("When the new one ends by itself; left out: as the old one.")


@input_type
class TokenRevokeInput:
    """A token to end at once, with all that it made."""

    id: strawberry.ID = required("Its id.")


@object_type(public=True)
class TokenCreatePayload:
    """A new token."""

    token: Token | None = batch(token_of, "The token.", public=True)
    secret: str | None = value("The secret to send as the bearer; it is never shown again.")
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True)
class TokenRotatePayload:
    """A token that replaces another one. It takes over the tokens that the other one made."""

    token: Token | None = batch(token_of, "The new token.", public=True)
    replaced: Token | None = batch(replaced_of, "The old token, with its end.", public=True)
    secret: str | None = value("The secret to send as the bearer; it is never shown again.")
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True)
class TokenRevokePayload:
    """The result of a revocation. Other processes follow within seconds."""

    token: Token | None = batch(token_of, "The token.", public=True)
    user_errors: list[UserError] = payloads.errors()


@strawberry.type
class TokenMutations:
    """Tokens."""

    token_create: TokenCreatePayload | None = mutation(
        tokens.token_create, "Make a token.", scope="tokens:manage", takes=TokenCreateInput, for_partner=True
    )
    token_rotate: TokenRotatePayload | None = mutation(
        tokens.token_rotate,
        """Replace a token that this one made, or itself; with tokens:admin any that may do no more. The old one lives on for a
        while.""",
        scope="tokens:manage",
        takes=TokenRotateInput,
        for_partner=True,
    )
    token_revoke: TokenRevokePayload | None = mutation(
        tokens.token_revoke,
        "Revoke a token that this one made, or itself; with tokens:admin any.",
        scope="tokens:manage",
        takes=TokenRevokeInput,
        for_partner=True,
    )
