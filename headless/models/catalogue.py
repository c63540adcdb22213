"""Which tables there are and what their columns hold, as the classes in this folder say."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from headless.errors import StorageError
from headless.models.accounts import Account
from headless.models.asset_kinds import AssetKind
from headless.models.backtests import Backtest, BacktestMember
from headless.models.benefits import Benefit, BenefitGrant, BenefitUse
from headless.models.coupons import Coupon, CouponBatch, CouponKind
from headless.models.decisions import Decision
from headless.models.entries import Entry
from headless.models.events import Event, EventPersonal
from headless.models.holds import Hold, HoldLot
from headless.models.lots import Lot, LotMove
from headless.models.members import Member
from headless.models.merchants import Merchant
from headless.models.metrics import StoredMetric
from headless.models.outbox import OutboxRow
from headless.models.plugins import ActionRun, PluginHealth, PluginVersion
from headless.models.row import Row
from headless.models.rules import Mark, RuleInstance, RuleRetry, RuleState
from headless.models.schedules import Schedule
from headless.models.standings import MemberTier, Standing
from headless.models.stocks import Stock, StockTake
from headless.models.sweeps import Sweep, TrackedKey
from headless.models.tags import MemberTag, Tag
from headless.models.tokens import Token
from headless.models.totals import DailyTotal
from headless.models.tracks import Tier, TierTrack

__models__: list[type[Row]] = [
    Merchant,
    Member,
    Event,
    EventPersonal,
    Decision,
    Account,
    Entry,
    Lot,
    LotMove,
    Hold,
    HoldLot,
    DailyTotal,
    StoredMetric,
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
    RuleRetry,
    Token,
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
    Benefit,
    BenefitGrant,
    BenefitUse,
    Stock,
    StockTake,
    Backtest,
    BacktestMember,
]

TABLES: Mapping[str, type[Row]] = MappingProxyType({model._meta.db_table: model for model in __models__})


@cache
def column_types(table: str) -> Mapping[str, str]:
    """The PostgreSQL type of each column, by name; StorageError for a table that is not ours."""
    model = TABLES.get(table)
    if model is None:
        raise StorageError(f"no table {table!r} in the catalogue: give one of {', '.join(sorted(TABLES))}")
    meta = model._meta
    return MappingProxyType(
        {
            column: _type(meta.fields_map[name].get_for_dialect("postgres", "SQL_TYPE"))
            for name, column in meta.fields_db_projection.items()
        }
    )


def _type(sql_type: object) -> str:
    if not isinstance(sql_type, str):
        raise StorageError(f"a column has the type {sql_type!r}: give it one that SQL can name")
    return sql_type.lower()
