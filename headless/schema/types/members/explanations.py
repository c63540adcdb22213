"""Explanations: why something is as it is."""

import strawberry

from headless.engine.explaining.explanations import Explanation as ExplanationRow
from headless.resolvers.nouns.events import decisions, events
from headless.schema.base.fields import batch, given, input_type, object_type, value
from headless.schema.base.scalars import JSON
from headless.schema.types.events.decisions import Decision
from headless.schema.types.events.events import Event
from headless.schema.types.members.clauses import Clause


@input_type(one_of=True)
class ExplainInput:
    """What to explain. Exactly one field is given."""

    track: str | None = given("The tier on this track. Needs tiers:read.")
    asset: str | None = given("The balance of this asset kind. Needs assets:read.")
    tag: str | None = given("This tag, or its absence. Needs tags:read.")
    benefit: str | None = given("If this benefit can be used now. Needs benefits:read.")
    event: strawberry.ID | None = given("What this event of the member did. Needs events:read.")


@object_type(scope="members:read", row=ExplanationRow, for_member=True)
class Explanation:
    """Why something is as it is, for people and for programs."""

    text: str = value("The answer in words.")
    code: str = value("The answer for programs, such as qualified, by_hand or balance.")
    params: JSON | None = value("The values behind the code.", read=lambda row: dict(row.params) or None)
    clause: Clause | None = value("The condition behind it, with the member's values.")
    event: Event | None = batch(events.causes, "The event that made it so.", scope="events:read")
    decisions: list[Decision] = batch(
        decisions.of_causes, "What every rule said about that event; with events:read.", sized=5
    )
