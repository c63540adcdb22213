"""Members: people known by card number, external id, phone or e-mail."""

from enum import StrEnum
from typing import Annotated, Any

import strawberry

from headless.engine.member.referral_codes import referral_code
from headless.engine.member.status import MemberStatus as RowStatus
from headless.ids import Prefix
from headless.models.tables.members.member_reads import MemberRow
from headless.resolvers.nouns.conditions import tier_progress as progress
from headless.resolvers.nouns.conditions import values
from headless.resolvers.nouns.events import event_states
from headless.resolvers.nouns.events import events as happenings
from headless.resolvers.nouns.ledger import assets as holdings
from headless.resolvers.nouns.members import as_of, explanations, exports, member_lists, members
from headless.resolvers.nouns.members import ext as extensions
from headless.resolvers.nouns.quotes import member_prices as shelf
from headless.resolvers.nouns.quotes import quotes as orders
from headless.resolvers.nouns.rewards import cards as gift_cards
from headless.resolvers.nouns.rewards import coupons as vouchers
from headless.resolvers.nouns.rewards import member_benefits as entitled
from headless.resolvers.nouns.standings import member_tags, rankings
from headless.resolvers.nouns.standings import standings as ladders
from headless.resolvers.nouns.standings import tiers as held_tiers
from headless.schema.base.conditions import Condition
from headless.schema.base.connections import Connection, cursor, page_arguments
from headless.schema.base.fields import (
    argument,
    batch,
    enum_type,
    given,
    identity,
    input_type,
    object_type,
    required,
    value,
)
from headless.schema.base.lookups import MemberLookup
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import JSON, Date, DateTime
from headless.schema.types.configuration.benefits import PriceInput
from headless.schema.types.configuration.tracks import Tier
from headless.schema.types.events.events import Event, EventConnection, EventState
from headless.schema.types.ledger.assets import Asset
from headless.schema.types.members.as_of import MemberAsOf
from headless.schema.types.members.cards import Card, CardState
from headless.schema.types.members.coupons import CouponConnection, CouponOrder, CouponState
from headless.schema.types.members.explanations import ExplainInput, Explanation
from headless.schema.types.members.ext import MemberExt
from headless.schema.types.members.identities import Identity
from headless.schema.types.members.member_benefits import MemberBenefit
from headless.schema.types.members.member_tags import MemberTag
from headless.schema.types.members.rankings import WINDOW, RankingPlace
from headless.schema.types.members.standings import TierProgress, TierStanding, TierStandingConnection
from headless.schema.types.quotes.quotes import MemberPrice, OrderInput, OrderItemInput, Quote
from headless.services.kernel.scopes import PII


@enum_type(
    {
        "ACTIVE": "In good standing.",
        "FROZEN": "Facts settle; requests, spends and holds are refused.",
        "CLOSED": "Over; only refunds of known orders are taken.",
        "ERASED": "Over, and its personal data is gone.",
    }
)
class MemberStatus(StrEnum):
    """The status of a membership."""

    ACTIVE = "ACTIVE"
    FROZEN = "FROZEN"
    CLOSED = "CLOSED"
    ERASED = "ERASED"


def _track() -> dict[str, Any]:
    return {"track": argument(str | None, "The track's code; left out: the default track.", default=None)}


def _referral_code(row: MemberRow) -> str | None:
    return None if row.status == RowStatus.ERASED else referral_code(row.id)


@object_type(
    scope="members:read",
    row=MemberRow,
    node=(Prefix.MEMBER, members.members_by_id),
    owner="id",
    node_for_partner=True,
)
class Member(Node):
    """A person known by card number, external id, phone or e-mail."""

    id: strawberry.ID = identity(Prefix.MEMBER, for_partner=True)
    number: str | None = value("The card number.", columns=("number",), for_partner=True)
    external_id: str | None = value("The merchant's own id.", columns=("external_id",), for_partner=True)
    name: str | None = value("The name.", columns=("name",), scope=PII, for_partner=True)
    phone: str | None = value("The phone number as it was given.", columns=("phone",), scope=PII, for_partner=True)
    email: str | None = value("The e-mail address.", columns=("email",), scope=PII, for_partner=True)
    identities: list[Identity] | None = batch(members.identities, "Accounts in other systems.", sized=2)
    birthday: Date | None = value(
        "The birthday.", scope=PII, read=lambda row: row.birthday_on, columns=("birthday_on",), for_partner=True
    )
    gender: str | None = value("The gender, in the merchant's words.", columns=("gender",), scope=PII)
    source: str | None = value("Where the member came from.", columns=("source",))
    joined_at: DateTime = value("When the member joined.", columns=("joined_at",), for_partner=True)
    status: MemberStatus = value("The status of the membership.", read=lambda row: row.state, for_partner=True)
    attributes: JSON | None = value(
        "The merchant's own data about the member.", read=lambda row: row.document, columns=("attributes",)
    )
    tier: Tier | None = batch(
        held_tiers.tier,
        "The tier held now; a paid one ends at its end.",
        scope="tiers:read",
        arguments=_track(),
        for_partner=True,
    )
    standings: list[TierStanding] | None = batch(
        ladders.standings, "The tiers held now, one per track.", scope="tiers:read", sized=2, for_partner=True
    )
    tier_progress: TierProgress | None = batch(
        progress.tier_progress,
        "Progress to the next tier, and what keeps the present one.",
        scope="tiers:read",
        arguments={**_track(), "tier": argument(str | None, "Another tier to aim for.", default=None)},
    )
    tier_history: TierStandingConnection | None = batch(
        ladders.tier_history,
        "All standings on a track, newest first.",
        scope="tiers:read",
        arguments={**_track(), **page_arguments()},
    )
    assets: list[Asset] | None = batch(
        holdings.assets,
        "Holdings of every asset kind, zero ones included.",
        scope="assets:read",
        sized=4,
        for_partner=True,
    )
    asset: Asset | None = batch(
        holdings.asset,
        "The holding of one asset kind.",
        scope="assets:read",
        arguments={"kind": argument(str, "The asset kind's code.")},
        for_partner=True,
    )
    tags: list[MemberTag] | None = batch(
        member_tags.member_tags, "The tags worn now.", scope="tags:read", for_partner=True
    )
    benefits: list[MemberBenefit] | None = batch(
        entitled.member_benefits,
        "Every benefit, and if the member may use it now.",
        scope="benefits:read",
        arguments={
            "rewards": argument(
                bool | None, "Only those with a price (true) or without one (false); left out: all.", default=None
            ),
            "unseen": argument(
                bool | None,
                "Only those that can be used now and are news to the member (true), or only the rest (false); left out: all.",
                default=None,
            ),
        },
        sized=10,
        for_partner=True,
    )
    coupons: CouponConnection | None = batch(
        vouchers.coupons,
        "The member's coupons.",
        scope="coupons:read",
        arguments={
            "states": argument(list[CouponState] | None, "Only those in these states now.", default=None),
            "order_by": argument(CouponOrder | None, "How they are sorted; left out: newest first.", default=None),
            **page_arguments(),
        },
    )
    cards: list[Card] | None = batch(
        gift_cards.cards_of,
        "The member's cards, newest first.",
        scope="cards:read",
        sized=5,
        arguments={"states": argument(list[CardState] | None, "Only those in these states now.", default=None)},
    )
    quote: Quote | None = batch(
        orders.quotes,
        """What an order would cost the member, how it may be paid, and what it would earn, by the code that settles it. Nothing
        is kept.""",
        scope="assets:read",
        cost=800,
        arguments={
            "order": argument(OrderInput, "The order, before member prices, coupons and tenders."),
            "coupons": argument(
                list[str] | None, "Use these codes; left out: those that save most together.", default=None
            ),
            "pay_with": argument(list[PriceInput] | None, "Pay a part with these assets.", default=None),
        },
    )
    prices: list[MemberPrice] | None = batch(
        shelf.prices,
        "What goods cost the member next to their plain prices, each by itself; up to 100 in one request.",
        scope="assets:read",
        sized=10,
        cost=100,
        arguments={"items": argument(list[OrderItemInput], "The goods.")},
    )
    place: RankingPlace | None = batch(
        rankings.place,
        "The member's place in a plugin's ranking; null if the member is not in it. Needs the scope of the values, too.",
        arguments={"ranking": argument(str, 'The ranking\'s name, "<plugin>.<ranking>".'), **WINDOW},
    )
    metric: JSON | None = batch(
        values.metric,
        "A metric's value: counts as numbers, decimals as texts, null if it is missing. Needs the metric's scope, too.",
        arguments={
            "name": argument(str, "The metric's name, as Query.metrics lists it."),
            "window": argument(str | None, 'Over which days: "30d", "3m", "1y", "month" …', default=None),
            "args": argument(JSON | None, 'What it is restricted to, such as {"asset": "points"}.', default=None),
        },
    )
    ext: MemberExt | None = batch(
        extensions.ext,
        "The fields that plugins add to the member; a field that fails is null, and its error names the plugin.",
    )
    events: EventConnection | None = batch(
        happenings.events,
        "What happened to the member, newest first.",
        scope="events:read",
        arguments={
            **page_arguments(),
            "types": argument(list[str] | None, "Only events of these types.", default=None),
            "from_": argument(DateTime | None, "Recorded at or after this instant.", default=None),
            "to": argument(DateTime | None, "Recorded before this instant.", default=None),
        },
        for_partner=True,
    )
    referral_code: str | None = value("The code with which the member refers others.", read=_referral_code)
    referred_by: Annotated["Member", strawberry.lazy("headless.schema.types.members.members")] | None = batch(
        members.referrers, "The member on whose referral this one joined.", for_member=False
    )
    explain: Explanation | None = batch(
        explanations.explain,
        "Why the member has a tier, a balance or a tag, or what an event did.",
        arguments={
            "what": argument(ExplainInput, "What to explain."),
            "at": argument(DateTime | None, "As it was at this instant; left out: now.", default=None),
        },
    )
    at: MemberAsOf | None = batch(
        as_of.at, "The member as recorded at an instant.", arguments={"time": argument(DateTime, "The instant.")}
    )


@object_type(scope="members:read")
class MemberEdge:
    """A member and its place."""

    cursor: str = cursor()
    node: Member = value("The member.")


@input_type
class MemberOrder:
    """What a list of members is sorted by. Those who have no value come last."""

    by: str = required(
        "joinedAt, name (needs members:pii), or a metric that is a number, such as net_spend (needs its scope)."
    )
    descending: bool | None = given("Largest first.")
    window: str | None = given('Over which days the metric counts: "30d", "3m", "1y", "month" …')
    args: JSON | None = given('What the metric is restricted to, such as {"asset": "points"}.')


@object_type(scope="members:read")
class MemberConnection(Connection):
    """Members, page by page."""

    edges: list[MemberEdge] = value("The members of this page.", sized=20)


@strawberry.type
class MemberQueries:
    """Members and what happened to them."""

    me: Member | None = batch(
        members.me, "The member whose token asks; null for every other token.", public=True, for_member=True
    )
    member: Member | None = batch(
        members.member,
        "One member; null if there is none.",
        scope="members:read",
        for_member=True,
        arguments={"by": argument(MemberLookup, "How to find it; phone and e-mail need members:pii.")},
        for_partner=True,
    )
    members: MemberConnection | None = batch(
        member_lists.members,
        "Members by any condition over any metric, and by a search.",
        scope="members:read",
        arguments={
            **page_arguments(),
            "where": argument(
                Condition | None, "Only members who meet it; needs the scope of what it tests.", default=None
            ),
            "search": argument(
                str | None, "A part of the number; with members:pii also of name, e-mail and phone.", default=None
            ),
            "order_by": argument(MemberOrder | None, "How they are sorted; left out: oldest first.", default=None),
        },
    )
    member_export: JSON | None = batch(
        exports.member_export,
        """All that is known of a member, plugins included, as one document; null if there is none. Needs every scope that reads
        of members.""",
        scope=PII,
        arguments={"by": argument(MemberLookup, "How to find the member.")},
    )
    events: EventConnection | None = batch(
        event_states.events,
        "The merchant's events, oldest first: by state what waits and what failed.",
        scope="events:read",
        for_partner=True,
        arguments={
            "states": argument(list[EventState] | None, "Only events in these states.", default=None),
            "types": argument(list[str] | None, "Only events of these types.", default=None),
            "from_": argument(DateTime | None, "Recorded at or after this instant.", default=None),
            "to": argument(DateTime | None, "Recorded before this instant.", default=None),
            **page_arguments(),
        },
    )
    event: Event | None = batch(
        happenings.event,
        "The event that a source knows by a number; if it failed, the last one of that number.",
        scope="events:read",
        arguments={
            "source": argument(str, "The system that said so."),
            "external_id": argument(str, "That system's own number."),
        },
        for_partner=True,
    )
