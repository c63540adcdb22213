"""The audit trail: who did what, and from what to what."""

import strawberry

from headless.ids import Prefix
from headless.resolvers.nouns.configuration import audit
from headless.schema.base.connections import Connection, cursor, page_arguments
from headless.schema.base.fields import argument, batch, identity, object_type, value
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import JSON, DateTime
from headless.services.auditing.reading import AuditEntry

SCOPE = "audit:read"


@object_type(scope=SCOPE, row=AuditEntry, node=(Prefix.AUDIT, audit.audit_by_id))
class AuditRecord(Node):
    """Something that was done: configuration or access changed, members changed by hand, personal data read or taken out.

    It is never changed, and holds no personal data. The merchant's operator decides for how long it is kept.
    """

    id: strawberry.ID = identity(Prefix.AUDIT)
    at: DateTime = value("When it was done.")
    actor: str = value("Who did it: the token's name with its id, the command line, or the engine.")
    action: str = value(
        "What was done: created, changed, revoked, rotated, removed, exported or read, or the type of the event by hand."
    )
    noun: str = value("What it was done to, such as TierTrack, Rule, Token, Asset or Member.")
    code: str | None = value(
        "Which one: its code, or the id of a member. Null: many members, or the token lacks the scope that reads the thing.",
        told=audit.code,
    )
    before: JSON | None = value(
        "What differs, as it was before; needs the scope that reads the thing itself.", told=audit.before
    )
    after: JSON | None = value(
        "What differs, as it is since; needs the scope that reads the thing itself.", told=audit.after
    )


@object_type(scope=SCOPE)
class AuditEdge:
    """A record and its place."""

    cursor: str = cursor()
    node: AuditRecord = value("The record.")


@object_type(scope=SCOPE)
class AuditConnection(Connection):
    """The audit trail, newest first."""

    edges: list[AuditEdge] = value("The records of this page.", sized=20)


@strawberry.type
class AuditQueries:
    """Who did what."""

    audit: AuditConnection | None = batch(
        audit.audit,
        "Who did what, newest first.",
        scope=SCOPE,
        arguments={
            "actor": argument(
                str | None, "Only by this actor: as it is written there, or the id of its token.", default=None
            ),
            "noun": argument(str | None, "Only what was done to this sort of thing.", default=None),
            "from_": argument(DateTime | None, "At or after this instant.", default=None),
            "to": argument(DateTime | None, "Before this instant.", default=None),
            **page_arguments(),
        },
    )
