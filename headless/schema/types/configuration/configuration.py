"""Root fields that read what the merchant has configured."""

import strawberry

from headless.resolvers.nouns.configuration import event_types, merchants, metrics, plugins, rules, tags, tracks
from headless.resolvers.nouns.ledger import asset_kinds
from headless.resolvers.reading import nodes
from headless.schema.base.fields import argument, batch
from headless.schema.base.nodes import Node
from headless.schema.types.configuration.asset_kinds import AssetKind
from headless.schema.types.configuration.event_types import EventType, Sender
from headless.schema.types.configuration.merchants import Merchant
from headless.schema.types.configuration.metrics import Metric
from headless.schema.types.configuration.plugins import Plugin
from headless.schema.types.configuration.rules import Rule
from headless.schema.types.configuration.tags import Tag
from headless.schema.types.configuration.tracks import TierTrack


@strawberry.type
class ConfigurationQueries:
    """What the merchant has configured."""

    node: Node | None = batch(
        nodes.node,
        "One thing by its id; null if this merchant has no such thing.",
        public=True,
        for_member=True,
        arguments={"id": argument(strawberry.ID, "Its id.")},
    )
    nodes: list[Node | None] | None = batch(
        nodes.nodes,
        "Things by their ids, in order.",
        public=True,
        for_member=True,
        arguments={"ids": argument(list[strawberry.ID], "Their ids, at most 100.")},
        sized=100,
    )
    merchant: Merchant | None = batch(
        merchants.merchant, "The merchant that the token belongs to.", public=True, published=True, for_member=True
    )
    tier_tracks: list[TierTrack] | None = batch(
        tracks.tracks,
        "All tier tracks.",
        scope="tiers:read",
        sized=3,
        published=True,
        for_member=True,
        for_partner=True,
    )
    tier_track: TierTrack | None = batch(
        tracks.track,
        "One tier track.",
        scope="tiers:read",
        for_member=True,
        arguments={"code": argument(str, "Its code.")},
        published=True,
        for_partner=True,
    )
    asset_kinds: list[AssetKind] | None = batch(
        asset_kinds.asset_kinds,
        "All asset kinds.",
        scope="config:read",
        published=True,
        for_member=True,
        for_partner=True,
    )
    tags: list[Tag] | None = batch(
        tags.tags, "All tags.", scope="tags:read", sized=20, published=True, for_partner=True
    )
    metrics: list[Metric] | None = batch(
        metrics.metrics, "What conditions can test.", scope="config:read", sized=30, published=True
    )
    event_types: list[EventType] | None = batch(
        event_types.event_types,
        "What can happen.",
        scope="config:read",
        arguments={"sent_by": argument(Sender | None, "Only those that this kind of sender may send.")},
        sized=40,
        published=True,
        for_partner=True,
    )
    plugins: list[Plugin] | None = batch(plugins.plugins, "All plugins.", scope="plugins:read", sized=10)
    rules: list[Rule] | None = batch(
        rules.rules, "All rules, those that are off included.", scope="rules:read", sized=20
    )
