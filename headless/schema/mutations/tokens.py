"""Tokens made and revoked."""

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


@input_type
class TokenCreateInput:
    """A new token, which may do no more than the one that asks for it."""

    name: str = required("What it is for.")
    scopes: list[str] = required('What it may do, such as "members:read"; "admin" is every scope.')
    sources: list[str] | None = given("The only sources its events may name; left out: as the token that asks.")
    expires_at: DateTime | None = given("When it ends by itself; left out: never.")


@input_type
class TokenRevokeInput:
    """A token to end at once."""

    id: strawberry.ID = required("Its id.")


@object_type(public=True)
class TokenCreatePayload:
    """A new token."""

    token: Token | None = batch(token_of, "The token.", public=True)
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
        tokens.token_create, "Make a token.", scope="tokens:manage", takes=TokenCreateInput
    )
    token_revoke: TokenRevokePayload | None = mutation(
        tokens.token_revoke, "Revoke a token.", scope="tokens:manage", takes=TokenRevokeInput
    )
