"""A merchant's configuration as the engine sees it: frozen, one object per configuration version."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from headless.engine.conditions.conditions import Condition
from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.declarations.rules import CouponIn, Events, EventType, Need, Rule
from headless.engine.metrics.assets import asset_key
from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.metrics.events import event_key
from headless.engine.metrics.orders import order_args
from headless.engine.metrics.spec import Registry
from headless.engine.program.lot_expiry import Endings
from headless.engine.program.offers import Benefit, CouponKind
from headless.engine.values.calendar import Duration, parse_duration
from headless.engine.values.zones import Zone


@dataclass(frozen=True, slots=True)
class Tier:
    """A rung of a ladder; `keep` None means the tier's own condition."""

    id: int
    code: str
    name: str
    rank: int
    condition: Condition | None = None
    keep: Condition | None = None

    @property
    def keeps(self) -> Condition | None:
        return self.keep if self.keep is not None else self.condition


@dataclass(frozen=True)
class Track:
    """A ladder of tiers, lowest rank first."""

    id: int
    code: str
    name: str
    tiers: tuple[Tier, ...]
    version: int = 1
    kind: Literal["EARNED", "PAID", "STORED_VALUE"] = "EARNED"
    default: bool = False
    downgrade: Literal["NONE", "ONE_STEP", "TO_QUALIFIED"] = "NONE"
    validity: Duration | None = None
    grace: Duration | None = None
    on_change: Literal["KEEP_UNTIL_REVIEW", "REVIEW_NOW"] = "KEEP_UNTIL_REVIEW"
    remind_before: Duration = field(default_factory=lambda: parse_duration("30d"))
    rule: str | None = None

    @cached_property
    def by_id(self) -> Mapping[int, Tier]:
        return {tier.id: tier for tier in self.tiers}

    @cached_property
    def by_code(self) -> Mapping[str, Tier]:
        return {tier.code: tier for tier in self.tiers}

    @cached_property
    def ways_up(self) -> Mapping[int | None, tuple[Condition | None, ...]]:
        """The conditions of the tiers above each tier, and of all above none."""
        tiers = self.tiers
        above: dict[int | None, tuple[Condition | None, ...]] = {
            tier.id: tuple(each.condition for each in tiers if each.rank > tier.rank) for tier in tiers
        }
        above[None] = tuple(each.condition for each in tiers)
        return above

    def below(self, rank: int) -> Tier | None:
        """The next tier down, if there is one."""
        return next((tier for tier in reversed(self.tiers) if tier.rank < rank), None)


@dataclass(frozen=True, slots=True)
class TagKind:
    """A label; with a condition it is put on and taken off by itself."""

    id: int
    code: str
    name: str
    condition: Condition | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Instance:
    """One version of an instance of a declared rule: settings, position and when it applies (microseconds).

    declared: None where its plugin is not loaded or not enabled. fault: why its settings cannot be used.
    """

    id: int
    plugin: str
    plugin_version: str
    rule: str
    name: str
    version: int
    position: int
    on: bool
    settings: Any
    declared: Rule | None
    saved_at: int = 0
    active_from: int | None = None
    active_until: int | None = None
    paused: bool = False
    assets: frozenset[str] = frozenset()
    fault: str | None = None

    @property
    def steady(self) -> bool:
        """Whether it is loaded, and applies to events of all times."""
        bounded = self.active_from is not None or self.active_until is not None
        return self.on and not self.paused and not bounded and self.declared is not None

    def active(self, at: int) -> bool:
        """Whether it applies to an event of that time."""
        after = self.active_from is None or self.active_from <= at
        return self.on and after and (self.active_until is None or at < self.active_until)


@dataclass(frozen=True, slots=True)
class Active:
    """What an enabled plugin declares beside rules: its one object, and the settings that it runs with.

    version: of the instance that holds the settings; 0 where they are the defaults, or held by a track.
    """

    plugin: str
    plugin_version: str
    id: str
    declared: Any
    settings: Any
    version: int = 0

    @property
    def name(self) -> str:
        """How it is called from outside: "<plugin>.<id>"."""
        return f"{self.plugin}.{self.id}"


class Versions:
    """All versions of one instance; the one in force when an event occurred decides (the first, for earlier events).

    steady: the only version, where it is asked about every event; None where one must look.
    """

    __slots__ = ("_all", "_starts", "steady")

    def __init__(self, versions: list[Instance]) -> None:
        self._all = sorted(versions, key=lambda instance: instance.version)
        self._starts = [instance.saved_at for instance in self._all]
        only = self._all[0] if len(self._all) == 1 else None
        self.steady = only if only is not None and only.steady else None

    @property
    def all(self) -> Sequence[Instance]:
        """Oldest first."""
        return tuple(self._all)

    @property
    def latest(self) -> Instance:
        return self._all[-1]

    def at(self, occurred_at: int) -> Instance:
        if len(self._all) == 1:
            return self._all[0]
        return self._all[max(0, bisect_right(self._starts, occurred_at) - 1)]


@dataclass(frozen=True)
class Program:
    """Everything a merchant has configured, in one frozen object.

    computed: plugins' metrics, those that others need first. voters: tier rules by the code of the track that names them. fields:
    by (plugin, id). enabled: the plugins in use. inbound and actions: by (plugin, name). observers: plugins that are told of each
    event once it has settled. reminds: members are told of what will end; off where nobody would hear of it.
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
    computed: tuple[Active, ...] = ()
    voters: Mapping[str, Active] = field(default_factory=dict)
    fields: Mapping[tuple[str, str], Active] = field(default_factory=dict)
    jobs: tuple[Active, ...] = ()
    enabled: frozenset[str] = frozenset({"builtin"})
    inbound: Mapping[tuple[str, str], Active] = field(default_factory=dict)
    actions: Mapping[tuple[str, str], Active] = field(default_factory=dict)
    observers: tuple[str, ...] = ()
    reminds: bool = True

    @cached_property
    def kind_by_id(self) -> Mapping[int, AssetKind]:
        return {kind.id: kind for kind in self.kinds.values()}

    @cached_property
    def counted_types(self) -> frozenset[str]:
        """The event types of which the events are counted by day."""
        return frozenset(type_ for type_ in self.event_types if event_key(type_) in self.tracked)

    @cached_property
    def kinds_view(self) -> Mapping[str, AssetKind]:
        """The kinds as rules see them."""
        return MappingProxyType(dict(self.kinds))

    @cached_property
    def endings(self) -> Mapping[int, Endings]:
        """When lots end and are announced, by the kind's id."""
        return {
            kind.id: Endings(kind.expiry.day, kind.remind_before if self.reminds else None, self.zone)
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
    def benefit_by_id(self) -> Mapping[int, Benefit]:
        return {benefit.id: benefit for benefit in self.benefits.values()}

    @cached_property
    def coupon_paths(self) -> Mapping[str, tuple[str, ...]]:
        """Where in the payloads of an event type rules look for coupons."""
        found: dict[str, tuple[str, ...]] = {}
        for declared in (versions.latest.declared for versions in self.rules):
            for need in declared.needs.values() if declared is not None else ():
                if isinstance(need, CouponIn) and declared is not None:
                    for type_ in declared.on:
                        found[type_] = (*found.get(type_, ()), need.path)
        return found

    @cached_property
    def narrowed_keys(self) -> tuple[tuple[str, Mapping[str, str]], ...]:
        """The keys of orders that are narrowed to a category, a brand, a sku, a channel or a store."""
        found = ((key, order_args(key)) for key in sorted(self.tracked))
        return tuple((key, args) for key, args in found if args)

    @cached_property
    def past_types(self) -> frozenset[str]:
        """The event types whose earlier events some rule, metric or tier rule asks for."""
        declared = (versions.latest.declared for versions in self.rules)
        needs = (need for rule in declared if rule is not None for need in rule.needs.values())
        return frozenset(need.type for need in needs if isinstance(need, Events)) | self.always_past

    @cached_property
    def after_each(self) -> tuple[Need, ...]:
        """What is needed after every event of a member: by metrics and by tier rules that vote."""
        asked = (*self.computed, *self.voters.values())
        return tuple(need for each in asked for need in each.declared.needs.values())

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
        found: dict[str, list[Versions]] = {}
        for versions in self.rules:
            declared = versions.latest.declared
            for type_ in declared.on if declared else ():
                found.setdefault(type_, []).append(versions)
        order = {"gate": 0, "earn": 1, "boost": 2, "cap": 3}

        def place(versions: Versions) -> tuple[int, int, str]:
            latest = versions.latest
            stage = latest.declared.stage if latest.declared else "earn"
            return order[stage], latest.position, latest.name

        return {type_: tuple(sorted(listed, key=place)) for type_, listed in found.items()}

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
        found = ladder.by_code.get(tier) if ladder else None
        return found.rank if found else None
