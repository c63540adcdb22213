"""What is told of a member while it is watched."""

import strawberry

from headless.resolvers.nouns.events import member_changes
from headless.resolvers.nouns.events.events import causes
from headless.schema.base.fields import argument, batch, object_type, value
from headless.schema.base.lookups import MemberLookup
from headless.schema.types.events.changes import Change
from headless.schema.types.events.events import Event
from headless.schema.types.members.members import Member


@object_type(scope="members:read", row=member_changes.MemberChangeRow, owner="member.id")
class MemberChange:
    """Something happened to a member."""

    member: Member = value("The member as it is now.")
    event: Event | None = batch(causes, "What happened; null if it was many things at once.", scope="events:read")
    changes: list[Change] | None = batch(member_changes.changes, "What that did to the member, in order.", sized=5)


@strawberry.type
class MemberSubscriptions:
    """What can be watched of members."""

    member_changed: MemberChange | None = batch(
        member_changes.member_changed,
        "Each thing that happens to a member from now on, once it is committed.",
        scope="members:read",
        for_member=True,
        arguments={
            "by": argument(MemberLookup | None, "Whom to watch; left out: the member whose token asks.", default=None)
        },
    )
