"""Tags: labels on members, put on by hand, by a rule or by a condition."""

import strawberry

from headless.engine.conditions.parsing import to_json
from headless.engine.program.tag_kinds import TagKind
from headless.ids import Prefix
from headless.resolvers.nouns.configuration import tags
from headless.schema.base.fields import batch, identity, object_type, value
from headless.schema.base.names import name_field
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import JSON


@object_type(scope="tags:read", row=TagKind, node=(Prefix.TAG, tags.tags_by_id), published=True, for_partner=True)
class Tag(Node):
    """A label for members. With a condition it is put on and taken off by itself."""

    id: strawberry.ID = identity(Prefix.TAG, for_member=True)
    code: str = value("What rules, conditions and requests call it.", for_member=True)
    name: str = name_field(for_member=True)
    names: JSON | None = value(
        "Names by language, if there are several.", read=lambda row: dict(row.names) or None, for_member=True
    )
    condition: JSON | None = value(
        "Who wears it, in the form of the input Condition; null: it is put on by hand or by rules.",
        read=lambda row: None if row.condition is None else to_json(row.condition),
        for_partner=False,
    )
    member_count: int | None = batch(
        tags.member_counts, "How many members wear it now.", scope="members:read", for_partner=False
    )
    version: int = value("Grows by one with each save.", for_member=True)
