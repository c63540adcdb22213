"""What the printed schema says of access."""

import strawberry
from strawberry.schema_directive import Location


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION], description="The scope a token needs to read or use this field."
)
class Scope:
    """A field needs this scope."""

    name: str = strawberry.directive_field(name="name")


@strawberry.schema_directive(locations=[Location.FIELD_DEFINITION], description="Every token may read this field.")
class Public:
    """A field needs no scope."""
