"""Rule instances: which rules are on, with which settings."""

from enum import StrEnum
from typing import Any

import strawberry

from headless.engine.declarations.draws import commitment
from headless.engine.texts.descriptions import described
from headless.engine.texts.languages import label_in
from headless.ids import Prefix
from headless.resolvers.nouns.configuration import rules
from headless.resolvers.reading.answers import by_language
from headless.resolvers.reading.context import ReadContext
from headless.schema.base.fields import batch, enum_type, identity, object_type, value
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import JSON, DateTime
from headless.schema.types.configuration.limits.rule_limits import RuleLimits
from headless.schema.types.errors import Problem
from headless.services.configuration.rules import PastSeed as PastSeedRow
from headless.services.configuration.rules import RuleView


@enum_type(
    {
        "ON": "It is asked about each event it listens to.",
        "OFF": "It is not asked.",
        "PAUSED": "It failed too often; what it misses is noted and can be run later.",
        "MISSING": "Its plugin is not loaded.",
    }
)
class RuleState(StrEnum):
    """The state of a rule instance."""

    ON = "ON"
    OFF = "OFF"
    PAUSED = "PAUSED"
    MISSING = "MISSING"


@by_language
def _label(ctx: ReadContext, row: RuleView) -> str:
    return label_in(ctx.lang, row.declaration, row.rule.replace("_", " "))


@by_language
def _description(ctx: ReadContext, row: RuleView) -> str | None:
    return None if row.declaration is None else described(row.declaration.description, ctx.lang)


@by_language
def _schema(ctx: ReadContext, row: RuleView) -> dict[str, Any]:
    return {} if row.declaration is None else dict(row.declaration.schema_in(ctx.lang))


@object_type(scope="rules:read", row=PastSeedRow)
class PastSeed:
    """The seed of an earlier version of a rule, with which its draws can be computed again."""

    version: int = value("The version that drew with it.")
    seed: str = value("The seed, in hexadecimal digits.")
    until: DateTime = value("When the next version was saved.")


def _digest(ctx: ReadContext, row: RuleView) -> str | None:
    return commitment(row.seed) if row.seed else None


@object_type(scope="rules:read", row=RuleView, node=(Prefix.RULE, rules.rules_by_id))
class Rule(Node):
    """An instance of something that a plugin declared with settings."""

    id: strawberry.ID = identity(Prefix.RULE)
    plugin: str = value("The plugin that declared it.")
    rule: str = value("Its id within the plugin.")
    name: str = value("What tells instances of one rule apart.")
    label: str = value("Name as shown to people, in the reader's language.", told=_label)
    description: str | None = value("What it does, in its author's words.", told=_description)
    state: RuleState = value("Its state: on, off or paused.")
    position: int = value("Its position within its stage; lower goes first.")
    version: int = value("Grows by one with each save; 0: never saved, so it is off.")
    settings: JSON = value("Its settings, defaults included.", read=lambda row: dict(row.settings))
    settings_schema: JSON = value("The JSON Schema of its settings.", told=_schema)
    active_from: DateTime | None = value("Events before this leave it unasked.")
    active_until: DateTime | None = value("Events from this on leave it unasked.")
    limits: RuleLimits | None = value("Where, when, for whom and how often it fires; null: without limits.")
    seed_digest: str | None = value(
        "The SHA-256 of the seed that it draws with, known before any draw; null: it was not saved since draws are seeded.",
        told=_digest,
    )
    past_seeds: list[PastSeed] = value(
        "The seeds of earlier versions, newest first, at most 100.", read=lambda row: row.past
    )
    problem: Problem | None = batch(
        rules.problems,
        "Why its settings cannot be used, so that it is paused until they are saved again, or what they name that is not there.",
    )
    failures: int = batch(rules.failures, "How many events it failed on and that wait for another attempt.")
