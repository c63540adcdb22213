"""A merchant's configuration as the engine sees it: frozen, one object per configuration version."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.declarations.rules import CouponIn, Events, EventType, Need, Other, flattened
from headless.engine.metrics.assets import asset_key
from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.metrics.events import event_key
from headless.engine.metrics.orders import order_args
from headless.engine.metrics.spec import Registry
from headless.engine.program.active_declarations import Active
from headless.engine.program.budgets.shared import SharedBudget
from headless.engine.program.cards.kinds import CardKind
from headless.engine.program.lot_expiry import LotExpiry
from headless.engine.program.offers import Benefit, CouponKind
from headless.engine.program.partners import Partner
from headless.engine.program.rule_instances import Versions
from headless.engine.program.sights import Sight
from headless.engine.program.tag_kinds import TagKind
from headless.engine.program.tracks import Track
from headless.engine.program.webhooks import Webhook
from headless.engine.values.currencies import Currency
from headless.engine.values.zones import Zone


@dataclass(frozen=True)
class Program:
    """Everything a merchant has configured, in one frozen object.

    computed: plugins' metrics, those that others need first. voters: tier rules by the code of the track that names them.
    fields: by (plugin, id). rankings, budgets: by name. enabled: the plugins in use. inbound and actions: by (plugin, name).
    observers: plugins that are told of an event once it has settled. webhooks: endpoints of other systems that are told.
    reminds: members are told of what will end. It is off if no plugin or partner would hear of it.
    """

    merchant_id: int
    slug: str
    currency: str
    decimals: int
    zone: Zone
    version: int = 0
    kinds: Mapping[str, AssetKind] = field(default_factory=dict)
    tracks: Mapping[str, Track] = field(default_factory=dict)
    tags: Mapping[str, TagKind] = field(default_factory=dict)
    rules: tuple[Versions, ...] = ()
    event_types: Mapping[str, EventType] = field(default_factory=dict)
    tracked: frozenset[str] = frozenset({"order"})
    payload: Callable[..., Any] = field(default=lambda type_, json, version=None: json)
    metrics: Registry = field(default_factory=lambda: BUILT_IN)
    coupon_kinds: Mapping[str, CouponKind] = field(default_factory=dict)
    benefits: Mapping[str, Benefit] = field(default_factory=dict)
    card_kinds: Mapping[str, CardKind] = field(default_factory=dict)
    computed: tuple[Active, ...] = ()
    voters: Mapping[str, Active] = field(default_factory=dict)
    fields: Mapping[tuple[str, str], Active] = field(default_factory=dict)
    jobs: tuple[Active, ...] = ()
    enabled: frozenset[str] = frozenset({"builtin"})
    inbound: Mapping[tuple[str, str], Active] = field(default_factory=dict)
    actions: Mapping[tuple[str, str], Active] = field(default_factory=dict)
    observers: tuple[str, ...] = ()
    reminds: bool = True
    country: str | None = None
    webhooks: tuple[Webhook, ...] = ()
    partners: Mapping[str, Partner] = field(default_factory=dict)
    rankings: Mapping[str, Active] = field(default_factory=dict)
    budgets: Mapping[str, SharedBudget] = field(default_factory=dict)

    @cached_property
    def kind_by_id(self) -> Mapping[int, AssetKind]:
        return {kind.id: kind for kind in self.kinds.values()}

    @cached_property
    def partner_by_id(self) -> Mapping[int, Partner]:
        return {partner.id: partner for partner in self.partners.values()}

    @cached_property
    def partner_by_account(self) -> Mapping[str, Partner]:
        """The partners by their contra accounts, which are also their fundings and sources."""
        return {partner.account: partner for partner in self.partners.values()}

    @cached_property
    def sights(self) -> dict[int, Sight]:
        """What partners' tokens may see, by the partner's id, as far as `sight_of` was asked."""
        return {}

    @cached_property
    def counted_types(self) -> frozenset[str]:
        """The event types of which the events are counted by day."""
        return frozenset(type_ for type_ in self.event_types if event_key(type_) in self.tracked)

    @cached_property
    def refunded_by(self) -> Mapping[str, tuple[str, ...]]:
        """The types of events that give back those of another type, by that type."""
        refunds: dict[str, tuple[str, ...]] = {}
        for type_ in self.event_types.values():
            if type_.refunded_type is not None:
                refunds[type_.refunded_type] = (*refunds.get(type_.refunded_type, ()), type_.name)
        return refunds

    @cached_property
    def has_limits(self) -> bool:
        """True if any version of a rule instance has limits of its own."""
        return any(instance.limits is not None for versions in self.rules for instance in versions.all)

    @cached_property
    def kinds_view(self) -> Mapping[str, AssetKind]:
        """The kinds as rules see them."""
        return MappingProxyType(dict(self.kinds))

    @cached_property
    def endings(self) -> Mapping[int, LotExpiry]:
        """When lots end and are announced, by the kind's id."""
        return {
            kind.id: LotExpiry(kind.expiry.day, kind.remind_before if self.reminds else None, self.zone)
            for kind in self.kinds.values()
        }

    @cached_property
    def track_by_id(self) -> Mapping[int, Track]:
        return {track.id: track for track in self.tracks.values()}

    @cached_property
    def tag_by_id(self) -> Mapping[int, TagKind]:
        return {tag.id: tag for tag in self.tags.values()}

    @cached_property
    def coupon_kind_by_id(self) -> Mapping[int, CouponKind]:
        return {kind.id: kind for kind in self.coupon_kinds.values()}

    @cached_property
    def card_kind_by_id(self) -> Mapping[int, CardKind]:
        return {kind.id: kind for kind in self.card_kinds.values()}

    @cached_property
    def kind_by_word(self) -> Mapping[str, CouponKind]:
        """The coupon kinds by the words that name them, in the form in which codes are compared, those of before included."""
        return {word: kind for kind in self.coupon_kinds.values() for word in kind.all_words}

    @cached_property
    def benefit_by_id(self) -> Mapping[int, Benefit]:
        return {benefit.id: benefit for benefit in self.benefits.values()}

    @cached_property
    def money(self) -> Currency:
        """The currency that the merchant keeps, with its decimals."""
        return Currency(self.currency, self.decimals)

    @cached_property
    def price_benefits(self) -> tuple[Benefit, ...]:
        """The benefits that make prices, oldest first."""
        priced = (benefit for benefit in self.benefits.values() if benefit.member_price is not None)
        return tuple(sorted(priced, key=lambda benefit: benefit.id))

    @cached_property
    def coupon_paths(self) -> Mapping[str, tuple[str, ...]]:
        """The places in the payloads of an event type in which rules look for coupons."""
        paths: dict[str, tuple[str, ...]] = {}
        for declared in (versions.latest.declared for versions in self.rules):
            for need in declared.needs.values() if declared is not None else ():
                if isinstance(need, CouponIn) and declared is not None:
                    for type_ in declared.on:
                        paths[type_] = (*paths.get(type_, ()), need.path)
        return paths

    @cached_property
    def asking_of_others(self) -> frozenset[int | str]:
        """The rules that need facts of other members or give to them, by instance and by id: their words may tell of them."""
        asking: set[int | str] = set()
        for latest in (versions.latest for versions in self.rules):
            declared = latest.declared
            if declared is not None and any(isinstance(need, Other) for need in declared.needs.values()):
                asking |= {latest.id, latest.rule}
        return frozenset(asking)

    @cached_property
    def others_named(self) -> Mapping[str, frozenset[str]]:
        """The fields of an event type's payloads that name other members whom rules need."""
        named: dict[str, frozenset[str]] = {}
        for latest in (versions.latest for versions in self.rules):
            for need in latest.declared.needs.values() if latest.declared is not None else ():
                if isinstance(need, Other) and latest.declared is not None:
                    member = need.member
                    if member.startswith("$"):
                        member = getattr(latest.settings, member[1:], "")
                    for type_ in latest.declared.on:
                        named[type_] = named.get(type_, frozenset()) | {member}
        return named

    @cached_property
    def narrowed_keys(self) -> tuple[tuple[str, Mapping[str, str]], ...]:
        """The keys of orders that are narrowed to a category, a brand, a sku, a channel or a store."""
        narrowed = ((key, order_args(key)) for key in sorted(self.tracked))
        return tuple((key, args) for key, args in narrowed if args)

    @cached_property
    def past_types(self) -> frozenset[str]:
        """The event types whose earlier events some rule, metric or tier rule asks for."""
        declared = (versions.latest.declared for versions in self.rules)
        needs = (need for rule in declared if rule is not None for need in flattened(rule.needs.values()))
        return frozenset(need.type for need in needs if isinstance(need, Events)) | self.always_past

    @cached_property
    def after_each(self) -> tuple[Need, ...]:
        """What is needed after every event of a member: by metrics and by tier rules that vote."""
        asked = (*self.computed, *self.voters.values())
        return tuple(need for active in asked for need in active.declared.needs.values())

    @cached_property
    def asks_daily(self) -> bool:
        """True if plugins' metrics or rankings are brought up to date whenever clock work is due."""
        return bool(self.computed or self.rankings)

    @cached_property
    def always_past(self) -> frozenset[str]:
        """The event types whose earlier events are needed after every event."""
        return frozenset(need.type for need in self.after_each if isinstance(need, Events))

    @cached_property
    def tracked_assets(self) -> Mapping[int, str]:
        """The keys under which the totals of kinds are kept, by the kind's id."""
        keys = ((kind.id, asset_key(kind.code)) for kind in self.kinds.values())
        return {id_: key for id_, key in keys if key in self.tracked}

    @cached_property
    def conditional_tags(self) -> tuple[TagKind, ...]:
        return tuple(tag for tag in self.tags.values() if tag.condition is not None)

    @cached_property
    def default_track(self) -> Track | None:
        tracks = list(self.tracks.values())
        return next((track for track in tracks if track.default), tracks[0] if tracks else None)

    @cached_property
    def listeners(self) -> Mapping[str, tuple[Versions, ...]]:
        """Rule instances by the event type they listen to, in stage, position and name order."""
        listening: dict[str, list[Versions]] = {}
        for versions in self.rules:
            declared = versions.latest.declared
            for type_ in declared.on if declared else ():
                listening.setdefault(type_, []).append(versions)
        order = {"gate": 0, "earn": 1, "boost": 2, "cap": 3}

        def place(versions: Versions) -> tuple[int, int, str]:
            latest = versions.latest
            stage = latest.declared.stage if latest.declared else "earn"
            return order[stage], latest.position, latest.name

        return {type_: tuple(sorted(listed, key=place)) for type_, listed in listening.items()}

    def sight_of(self, partner_id: int | None) -> Sight | None:
        """Return what a partner's tokens may see, None for all other tokens: there, scopes alone decide."""
        if partner_id is None:
            return None
        sight = self.sights.get(partner_id)
        if sight is None:
            partner = self.partner_by_id.get(partner_id) or Partner(partner_id, "", "")
            sight = self.sights[partner_id] = Sight.of(partner, self.kinds, self.tags, self.event_types)
        return sight

    # what conditions ask of the configuration
    @property
    def currency_decimals(self) -> int:
        return self.decimals

    def asset_decimals(self, code: str) -> int | None:
        kind = self.kinds.get(code)
        return kind.decimals if kind else None

    def track(self, code: str | None) -> Track | None:
        return self.default_track if code is None else self.tracks.get(code)

    def tier_rank_of(self, track: str | None, tier: str) -> int | None:
        ladder = self.track(track)
        held = ladder.by_code.get(tier) if ladder else None
        return held.rank if held else None
