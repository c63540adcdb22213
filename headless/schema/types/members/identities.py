"""Accounts of members in other systems."""

from headless.models.tables.members.lives.identities import StoredIdentity
from headless.schema.base.fields import object_type, value


@object_type(scope="members:read", row=StoredIdentity, owner="member_id")
class Identity:
    """An account in another system. It belongs to one member."""

    system: str = value("The system's code.")
    id: str = value("The account there.", read=lambda row: row.value)
