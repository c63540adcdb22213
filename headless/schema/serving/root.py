"""The roots of the schema, joined from what each noun brings."""

import strawberry
from strawberry.exceptions import DuplicatedTypeName

from headless.plugins.loading.registry import Registry
from headless.schema.base.fields import object_type
from headless.schema.mutations.assets import AssetMutations
from headless.schema.mutations.backtests import BacktestMutations
from headless.schema.mutations.clocks import ClockMutations
from headless.schema.mutations.configuration import ConfigurationMutations
from headless.schema.mutations.declared.actions import action_mutations
from headless.schema.mutations.events import EventMutations
from headless.schema.mutations.members import MemberMutations
from headless.schema.mutations.merchants import MerchantMutations
from headless.schema.mutations.offers.cards import CardMutations
from headless.schema.mutations.partners import PartnerMutations
from headless.schema.mutations.plugins import PluginMutations
from headless.schema.mutations.rewards import RewardMutations
from headless.schema.mutations.sign_in import SignInMutations
from headless.schema.mutations.tokens import TokenMutations
from headless.schema.mutations.webhooks import WebhookMutations
from headless.schema.serving.build import build
from headless.schema.types.advice.advice import AdviceQueries
from headless.schema.types.configuration.audit import AuditQueries
from headless.schema.types.configuration.configuration import ConfigurationQueries
from headless.schema.types.configuration.partners import PartnerQueries
from headless.schema.types.configuration.rewards import RewardQueries
from headless.schema.types.configuration.tokens import TokenQueries
from headless.schema.types.errors import ERROR_TYPES
from headless.schema.types.members import ext
from headless.schema.types.members.member_changes import MemberSubscriptions
from headless.schema.types.members.members import MemberQueries
from headless.schema.types.members.rankings import RankingQueries
from headless.schema.types.plugins.made_types import MadeTypes
from headless.schema.types.quotes.quotes import QuoteQueries
from headless.schema.types.webhooks.webhooks import WebhookQueries


@object_type()
class Query(
    WebhookQueries,
    MemberQueries,
    RewardQueries,
    RankingQueries,
    QuoteQueries,
    ConfigurationQueries,
    AdviceQueries,
    TokenQueries,
    PartnerQueries,
    AuditQueries,
):
    """Everything that can be read."""


@object_type()
class Mutation(
    WebhookMutations,
    MerchantMutations,
    SignInMutations,
    ClockMutations,
    TokenMutations,
    PartnerMutations,
    PluginMutations,
    BacktestMutations,
    ConfigurationMutations,
    AssetMutations,
    RewardMutations,
    CardMutations,
    MemberMutations,
    EventMutations,
):
    """Everything that can be changed. What a caller can correct is returned as userErrors, not as an error."""


@object_type()
class Subscription(MemberSubscriptions):
    """Everything that can be watched, over WebSocket (graphql-transport-ws) or server-sent events."""


def make_schema(registry: Registry | None = None) -> strawberry.Schema:
    """Return the schema, with our resolvers in place and the fields of the plugins. Raise Misconfigured if two of them clash."""
    if registry is None:
        return build((Query, Mutation, Subscription), ERROR_TYPES)
    types = MadeTypes()
    more = {**ext.plugin_fields(registry, types), "Mutation": action_mutations(registry, types, Mutation)}
    try:
        return build((Query, Mutation, Subscription), ERROR_TYPES, more)
    except DuplicatedTypeName as clash:
        raise types.clash_with_core(clash) from None
