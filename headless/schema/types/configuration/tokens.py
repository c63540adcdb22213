"""Tokens: who may do what."""

import strawberry

from headless.ids import Prefix
from headless.resolvers.nouns.configuration import tokens
from headless.schema.base.fields import identity, object_type, value
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import DateTime


@object_type(public=True, row=tokens.TokenRow, node=(Prefix.TOKEN, tokens.tokens_by_id), node_scope="tokens:manage")
class Token(Node):
    """A bearer token. Its secret was shown once, when it was made."""

    id: strawberry.ID = identity(Prefix.TOKEN)
    name: str = value("What it was called when it was made.")
    last_four: str = value("The last four characters of its secret, to tell tokens apart.")
    scopes: list[str] = value("What it may do.", read=lambda row: list(row.scopes))
    sources: list[str] | None = value(
        "The only sources its events may name; null: any.",
        read=lambda row: None if row.sources is None else list(row.sources),
    )
    expires_at: DateTime | None = value("When it ends by itself.")
    revoked_at: DateTime | None = value("When it was revoked.")
    last_used_at: DateTime | None = value("When it was last used, within minutes.")
