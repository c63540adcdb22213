"""Back-tests asked for."""

import strawberry

from headless.ids import Prefix
from headless.resolvers.mutations import backtests
from headless.resolvers.reading.nodes import loaded
from headless.schema.base.conditions import Condition
from headless.schema.base.fields import batch, given, input_type, mutation, object_type
from headless.schema.base.scalars import DateTime
from headless.schema.mutations import payloads
from headless.schema.mutations.configuration import AssetKindSaveInput, RuleSaveInput, TagSaveInput, TierTrackSaveInput
from headless.schema.mutations.plugins import PluginEnableInput
from headless.schema.types.errors import UserError
from headless.schema.types.events.backtests import SCOPE, Backtest

backtest_of = loaded(Prefix.BACKTEST, lambda row: row.id)


@input_type(one_of=True)
class ChangeInput:
    """A change to try. Exactly one field is given, as its mutation takes it."""

    rule: RuleSaveInput | None = given("A rule instance, new or changed.")
    plugin: PluginEnableInput | None = given("A plugin put to use.")
    tier_track: TierTrackSaveInput | None = given("A tier track, new or changed.")
    tag: TagSaveInput | None = given("A tag, new or changed.")
    asset_kind: AssetKindSaveInput | None = given("An asset kind, new or changed.")


@input_type
class BacktestStartInput:
    """What to try, with which members, and over which time."""

    change: ChangeInput | None = given("The change; give either this or `changes`.")
    changes: list[ChangeInput] | None = given(
        "Several changes to be tried together, saved one after another. Each may name what those before it bring."
    )
    since: DateTime | None = given(
        "Events recorded from then on are compared; earlier ones only build up state. Left out: all are compared."
    )
    until: DateTime | None = given("The end of the comparison; left out: now.")
    where: Condition | None = given("Only members who meet this now; left out: all.")
    gain_tags: list[str] | None = given(
        "Tags that are a gain to those who would get them, and a loss to those who would lose them. By default a tag is neither."
    )


@object_type(public=True)
class BacktestPayload:
    """The result."""

    backtest: Backtest | None = batch(backtest_of, "The back-test, which runs in the background.", scope=SCOPE)
    user_errors: list[UserError] = payloads.errors()


@strawberry.type
class BacktestMutations:
    """Changes, tried."""

    backtest_start: BacktestPayload | None = mutation(
        backtests.backtest_start,
        "Try changes on what has happened: who would gain, who would lose. Nothing else is written.",
        scope=SCOPE,
        takes=BacktestStartInput,
    )
