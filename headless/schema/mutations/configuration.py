"""Asset kinds, tier tracks, tags and rules: every save makes a new version."""

from decimal import Decimal
from enum import StrEnum

import strawberry

from headless.ids import Prefix
from headless.resolvers.mutations import configuration
from headless.resolvers.reading.nodes import loaded
from headless.schema.base.conditions import Condition
from headless.schema.base.fields import batch, enum_type, given, input_type, mutation, object_type, required
from headless.schema.base.scalars import JSON, Date, DateTime
from headless.schema.mutations import payloads
from headless.schema.mutations.limits.rule_limits import RuleLimitsInput
from headless.schema.types.configuration.asset_kinds import AssetKind, Clawback, Stacking
from headless.schema.types.configuration.rules import Rule
from headless.schema.types.configuration.tags import Tag
from headless.schema.types.configuration.tracks import Downgrade, TierChangePolicy, TierTrack, TrackKind
from headless.schema.types.errors import UserError

CODE = "What rules, conditions and requests call it; saving under a known code makes a new version of it."
NAME = "Name as shown to people."
NAMES = 'Names by language, such as {"zh": "金卡"}; left out: the name is the same in all.'
EXPECTED = "The version that this change is based on; refused if there is a newer one. 0: it must be new."
DURATION = 'Days, months or years such as "30d", "3m", "1y".'
kind_of = loaded(Prefix.KIND, lambda row: row.id)
track_of = loaded(Prefix.TRACK, lambda row: row.id)
tag_of = loaded(Prefix.TAG, lambda row: row.id)
rule_of = loaded(Prefix.RULE, lambda row: row.id)


@enum_type(
    {
        "MONTH": "At the start of each month.",
        "QUARTER": "At the start of January, April, July and October.",
        "YEAR": "At the start of each year.",
    }
)
class SweepPeriod(StrEnum):
    """How often old amounts are swept away."""

    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"


@input_type
class SweepInput:
    """Expiry at calendar boundaries."""

    every: SweepPeriod = required("At which boundaries.")
    min_age: str = required("How old an amount must be by then. " + DURATION)


@input_type(one_of=True)
class ExpiryInput:
    """When what was earned expires. Exactly one field is given."""

    never: bool | None = given("It never does.")
    on: Date | None = given("At the start of this day.")
    after: str | None = given("So long after the day it was earned. " + DURATION)
    sweep: SweepInput | None = given("At the first boundary of the calendar once it is old enough.")


@input_type
class AssetKindSaveInput:
    """An asset kind, whole. Decimals and money stay as they were first saved."""

    code: str = required(CODE)
    name: str = required(NAME)
    names: JSON | None = given(NAMES)
    decimals: int | None = given("How many decimals its amounts have, 0 to 8.")
    money: bool | None = given("True if it is money that was paid in.")
    expiry: ExpiryInput | None = given("When what was earned expires; left out: never.")
    pending_for: str | None = given("How long what was earned waits before it can be spent. " + DURATION)
    credit_limit: Decimal | None = given("How far spending may go below zero.")
    worth: Decimal | None = given("What one unit is worth in the merchant's currency; left out: it cannot pay.")
    stacking: Stacking | None = given("How boosts of one group combine.", default=Stacking.MAX)
    clawback: Clawback | None = given("What a refund does when the points are spent already.", default=Clawback.DEBT)
    hold_for: str | None = given("How long a hold lasts unless it says otherwise. " + DURATION)
    restore_grace: str | None = given("How long points live that a refund gives back after their expiry. " + DURATION)
    remind_before: str | None = given("How long before expiry a reminder is sent. " + DURATION)
    burn_first: list[str] | None = given("Which funding is spent first, in order.")
    transferable: bool | None = given("True if a member may transfer it to another; left out: false.")
    transfer_daily: Decimal | None = given(
        "How much a member may transfer on one day of the merchant's; left out: any amount."
    )
    expected_version: int | None = given(EXPECTED)


@input_type
class TierInput:
    """One tier of a track."""

    code: str = required("What rules, conditions and requests call it; a tier keeps its id as long as its code stays.")
    name: str = required(NAME)
    names: JSON | None = given(NAMES)
    rank: int = required("A larger rank is higher.")
    condition: Condition | None = given("Who climbs onto it; left out: everybody, or only by entering.")
    keep: Condition | None = given("What keeps it at a review; left out: its own condition.")
    attributes: JSON | None = given("The merchant's own data, such as a colour.")


@input_type
class TierTrackSaveInput:
    """A ladder, whole."""

    code: str = required(CODE)
    name: str = required(NAME)
    names: JSON | None = given(NAMES)
    kind: TrackKind = required("How members get onto its tiers.")
    default: bool | None = given("Whether it is meant where no track is named; the first one is.")
    downgrade: Downgrade | None = given("What a failed review does.", default=Downgrade.NONE)
    validity: str | None = given(
        'How long a tier lasts before its review: "1y" and the like, or until "year", "year+1y" (this year and the next), '
        '"quarter", "anniversary" (of joining) and the like; left out: without end.'
    )
    grace: str | None = given("How long a member may stay after a failed review. " + DURATION)
    on_change: TierChangePolicy | None = given(
        "What this change means for members who are on it.", default=TierChangePolicy.KEEP_UNTIL_REVIEW
    )
    rule: str | None = given("A plugin's tier rule that decides, as plugin.rule; left out: the conditions do.")
    settings: JSON | None = given("The settings of that rule.")
    remind_before: str | None = given("How long before a tier ends a reminder is sent. " + DURATION)
    tiers: list[TierInput] = required("Its tiers, in any order.")
    expected_version: int | None = given(EXPECTED)


@input_type
class TagSaveInput:
    """A tag, whole."""

    code: str = required(CODE)
    name: str = required(NAME)
    names: JSON | None = given(NAMES)
    condition: Condition | None = given("Who wears it; left out: it is put on by hand or by rules.")
    expected_version: int | None = given(EXPECTED)


@input_type
class RuleSaveInput:
    """A rule instance, named by id, or by plugin, rule and name."""

    id: strawberry.ID | None = given("The instance's id.")
    plugin: str | None = given("The plugin that declared the rule; left out where only one does.")
    rule: str | None = given("The rule's id within the plugin.")
    name: str | None = given("What tells instances of the rule apart; left out: the rule's id.")
    settings: JSON | None = given("Its settings; left out: as they were, or the defaults.")
    enabled: bool | None = given("Whether it is on; left out: it is.")
    position: int | None = given("Its position within its stage; lower goes first.")
    active_from: DateTime | None = given("Events before this leave it unasked.")
    active_until: DateTime | None = given("Events from this on leave it unasked.")
    limits: RuleLimitsInput | None = given(
        "Where, when, for whom and how often it fires, whole; left out: as before; null: without limits."
    )
    expected_version: int | None = given(EXPECTED)


@object_type(public=True)
class AssetKindPayload:
    """The result of a save."""

    asset_kind: AssetKind | None = batch(kind_of, "The kind as saved.", public=True)
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True)
class TierTrackPayload:
    """The result of a save."""

    tier_track: TierTrack | None = batch(track_of, "The track as saved.", scope="tiers:read")
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True)
class TagPayload:
    """The result of a save."""

    tag: Tag | None = batch(tag_of, "The tag as saved.", scope="tags:read")
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True)
class RulePayload:
    """The result of a save."""

    rule: Rule | None = batch(rule_of, "The instance as saved.", scope="rules:read")
    user_errors: list[UserError] = payloads.errors()


@strawberry.type
class ConfigurationMutations:
    """Saves, each of which makes a new version."""

    asset_kind_save: AssetKindPayload | None = mutation(
        configuration.asset_kind_save, "Save an asset kind.", scope="config:manage", takes=AssetKindSaveInput
    )
    tier_track_save: TierTrackPayload | None = mutation(
        configuration.tier_track_save, "Save a tier track.", scope="tiers:manage", takes=TierTrackSaveInput
    )
    tag_save: TagPayload | None = mutation(
        configuration.tag_save, "Save a tag.", scope="tags:manage", takes=TagSaveInput
    )
    rule_save: RulePayload | None = mutation(
        configuration.rule_save, "Save a rule instance; saving turns it on.", scope="rules:manage", takes=RuleSaveInput
    )
