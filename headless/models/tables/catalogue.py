"""Which tables there are and what their columns hold, as the classes in this folder say."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from headless.errors import StorageError
from headless.messages import Message
from headless.models.base.row import Row
from headless.models.tables.audit.personal_reads import PersonalRead
from headless.models.tables.audit.records import AuditRecord
from headless.models.tables.cards.cards import Card, CardBatch, CardKind
from headless.models.tables.cards.moves import CardMove
from headless.models.tables.configuration.asset_kinds import AssetKind
from headless.models.tables.configuration.documents import TrustedDocument
from headless.models.tables.configuration.merchants import Merchant
from headless.models.tables.configuration.partners import Partner
from headless.models.tables.configuration.plugin_health import PluginHealth
from headless.models.tables.configuration.plugins import PluginVersion
from headless.models.tables.configuration.rules import RuleInstance
from headless.models.tables.configuration.tokens import Token
from headless.models.tables.configuration.tracks import Tier, TierTrack
from headless.models.tables.events.decisions import Decision
from headless.models.tables.events.event_problems import EventProblemRow
from headless.models.tables.events.events import Event, EventPersonal
from headless.models.tables.events.guest_events import Guest, GuestClaim, GuestEventRow
from headless.models.tables.events.outbox import OutboxRow
from headless.models.tables.ledger.accounts import Account
from headless.models.tables.ledger.budgets import BudgetSpent
from headless.models.tables.ledger.entries import Entry
from headless.models.tables.ledger.holds import Hold, HoldLot
from headless.models.tables.ledger.lots import Lot, LotMove
from headless.models.tables.members.lives.codes import MemberCode
from headless.models.tables.members.lives.identities import MemberIdentity
from headless.models.tables.members.lives.other_facts import OtherFact
from headless.models.tables.members.members import Member
from headless.models.tables.members.metrics import StoredMetric
from headless.models.tables.members.rankings.places import RankingPlace
from headless.models.tables.members.rule_memory import Mark, RuleState
from headless.models.tables.members.standings import MemberTier, Standing
from headless.models.tables.members.tags import MemberTag, Tag
from headless.models.tables.members.totals import DailyTotal, TrackedKey
from headless.models.tables.rewards.benefits import Benefit, BenefitGrant, BenefitUse
from headless.models.tables.rewards.benefits_seen import BenefitSeen
from headless.models.tables.rewards.coupon_batches import CouponBatch
from headless.models.tables.rewards.coupons import Coupon, CouponKind
from headless.models.tables.rewards.rule_uses import RuleUse
from headless.models.tables.rewards.shared_budgets import SharedBudgetTaken
from headless.models.tables.rewards.stocks import Stock, StockTake
from headless.models.tables.webhooks.deliveries import WebhookDelivery
from headless.models.tables.webhooks.endpoints import WebhookEndpoint
from headless.models.tables.work.actions import ActionRun
from headless.models.tables.work.allowances import Allowance
from headless.models.tables.work.backtests import Backtest, BacktestMember
from headless.models.tables.work.bulk_jobs import BulkJob
from headless.models.tables.work.retries import RuleRetry
from headless.models.tables.work.schedules import Schedule
from headless.models.tables.work.sweeps import Sweep

__models__: list[type[Row]] = [
    Merchant,
    Member,
    MemberIdentity,
    MemberCode,
    Event,
    EventPersonal,
    EventProblemRow,
    Decision,
    Account,
    Entry,
    Lot,
    LotMove,
    Hold,
    HoldLot,
    DailyTotal,
    StoredMetric,
    RankingPlace,
    AssetKind,
    TierTrack,
    Tag,
    RuleInstance,
    Tier,
    Standing,
    MemberTier,
    MemberTag,
    RuleState,
    Mark,
    OtherFact,
    RuleRetry,
    Token,
    Partner,
    BudgetSpent,
    TrustedDocument,
    OutboxRow,
    Sweep,
    TrackedKey,
    PluginVersion,
    PluginHealth,
    ActionRun,
    Schedule,
    CouponKind,
    CouponBatch,
    Coupon,
    CardKind,
    CardBatch,
    Card,
    CardMove,
    Benefit,
    BenefitGrant,
    BenefitUse,
    BenefitSeen,
    Stock,
    StockTake,
    RuleUse,
    SharedBudgetTaken,
    Guest,
    GuestEventRow,
    GuestClaim,
    Backtest,
    BacktestMember,
    BulkJob,
    AuditRecord,
    PersonalRead,
    WebhookEndpoint,
    WebhookDelivery,
    Allowance,
]

TABLES: Mapping[str, type[Row]] = MappingProxyType({model._meta.db_table: model for model in __models__})


@cache
def column_types(table: str) -> Mapping[str, str]:
    """Return the PostgreSQL type of each column by name. Raise StorageError for a table that is not ours."""
    model = TABLES.get(table)
    if model is None:
        raise StorageError(
            Message("no table {table!r} in the catalogue: give one of {tables}", table=table, tables=sorted(TABLES))
        )
    meta = model._meta
    return MappingProxyType(
        {
            column: _type(meta.fields_map[name].get_for_dialect("postgres", "SQL_TYPE"))
            for name, column in meta.fields_db_projection.items()
        }
    )


def _type(sql_type: object) -> str:
    if not isinstance(sql_type, str):
        raise StorageError(
            Message("a column has the type {sql_type!r}: give it one that SQL can name", sql_type=sql_type)
        )
    return sql_type.lower()
