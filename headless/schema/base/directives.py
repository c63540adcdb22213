"""What the printed schema says of access."""

import strawberry
from strawberry.schema_directive import Location


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION], description="The scope a token needs to read or use this field."
)
class Scope:
    """A field needs this scope."""

    name: str = strawberry.directive_field(name="name")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="member",
    description="A member's own token may read or use this field, for what is the member's own.",
)
class ForMember:
    """A field is open to members' tokens."""


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="partner",
    description="A partner's token with the scope may read or use this field, for what the partner may touch.",
)
class ForPartner:
    """A field is open to partners' tokens."""


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION], description="Every token of the merchant may read this field."
)
class Public:
    """A field needs no scope."""
