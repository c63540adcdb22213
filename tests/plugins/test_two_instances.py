"""Two instances of a rule with different settings: each does what it would do alone, or the second one is refused."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import pytest

from headless.clock import FixedClock, SystemClock
from headless.config import Settings
from headless.models.database.database import Database
from headless.plugins import EventType, Rule
from headless.plugins.loading.registry import BUILTIN, Registry
from headless.services.configuration.rules import save_rule
from headless.services.kernel.kernel import build_kernel
from headless.services.plugin_admin.plugins import enable_plugin
from tests.kit.memory import MemoryShop
from tests.kit.setup import Ruling, Setup, kind, ladder, tier
from tests.services.shop import Shop, instant

CONTRIB = ("gamified_tasks", "green_points", "paid_tiers", "upgrade_rules")
REGISTRY = Registry.load(entry_points=(), more={name: import_module(name) for name in CONTRIB}, strict=True)
RULES = [declaration for declared in REGISTRY.declared.values() for declaration in declared.rules]
KINDS = ("points", "growth")
NEEDED: Mapping[str, Mapping[str, Any]] = {
    "tier_multiplier": {"times": {"gold": "2"}},
    "member_day": {"weekdays": [1, 2, 3, 4, 5, 6, 7]},
    "topup_bonus": {"steps": [{"from": "100", "bonus": "7"}]},
}
"""Settings without which a rule does nothing."""


def of_asset(rule: type[Rule], asset: str) -> Mapping[str, Any]:
    """Return settings with which a rule acts on an asset kind."""
    if rule.id == "upgrade_gift":
        return {"gifts": {"gold": {"asset": asset, "amount": "5"}}}
    return {"asset": asset, **NEEDED.get(rule.id, {})}


def acting() -> Iterator[type[Rule]]:
    """Yield the rules of which a merchant may have several, each for an asset kind."""
    for declaration in RULES:
        named = "asset" in declaration.settings_class.model_fields or declaration.id == "upgrade_gift"
        if named and not declaration.is_single:
            yield type(declaration.rule)


def balances(*rulings: Ruling) -> dict[str, str]:
    """Return what a member has of each kind after a story in which every rule has something to do."""
    base = [Ruling("points_per_spend", name="base points"), Ruling("growth_per_spend", name="base growth")]
    types: list[EventType] = [
        type_ for name, declared in REGISTRY.declared.items() if name != BUILTIN for type_ in declared.event_types
    ]
    shop = MemoryShop(
        Setup(
            kinds=[kind("points"), kind("growth"), kind("balance"), kind("green"), kind("miles")],
            tracks=[ladder(tier("gold", 1))],
            event_types=types,
            rules=[*base, *rulings],
        )
    )
    items = [{"sku": "soap", "category": "sustainable", "quantity": 1, "amount": "100"}]
    for number, (type_, data) in enumerate((
        ("member.updated", {"fields": {"attributes": {"credit": 800}}}),
        ("member.joined", {}),
        ("profile.completed", {}),
        ("login", {}),
        ("checkin", {}),
        ("topup.paid", {"paymentId": "t1", "amount": "100", "asset": "points"}),
        ("topup.paid", {"paymentId": "t2", "amount": "100", "asset": "growth"}),
        ("order.paid", {"orderId": "o1", "total": "100", "items": items}),
        ("review.posted", {"orderId": "o1", "text": {"length": 9, "digest": "0" * 32}}),
        ("upgrade_rules.flight", {"flightId": "f1", "miles": "50"}),
        ("order.refunded", {"refundId": "r1", "amount": "10"}),
    )):  # fmt: skip
        sent = shop.send("ann", type_, f"2026-06-01T10:{number:02}", **data)
        assert sent.code is None, sent
    return {code: shop.asset("ann", code).balance for code in KINDS}


@pytest.mark.parametrize("rule", [*acting()], ids=lambda rule: rule.id)
def test_two_instances_side_by_side_do_each_what_it_does_alone(rule: type[Rule]) -> None:
    first, second = (Ruling(rule, of_asset(rule, asset), name=asset) for asset in KINDS)
    none, alone, other, both = balances(), balances(first), balances(second), balances(first, second)

    assert both == {"points": alone["points"], "growth": other["growth"]}
    assert (none["growth"], none["points"]) == (alone["growth"], other["points"])
    assert none["points"] != alone["points"], "the story must concern the rule"


@pytest.fixture
async def shop(database: Database) -> Shop:
    clock = FixedClock(instant("2026-06-01T12:00"))
    settings = Settings(database_url=database.url)
    shop = await Shop.open(build_kernel(database, REGISTRY, clock, settings, SystemClock()), clock)
    for name in CONTRIB:
        enabled = await enable_plugin(shop.kernel, shop.owner, name)
        assert enabled.problem is None, enabled.problem
    return shop


async def second(shop: Shop, plugin: str, rule: str, **more: Any) -> str | None:
    """Save a second instance. Return the code of its refusal."""
    first = await save_rule(shop.kernel, shop.owner, {"plugin": plugin, "rule": rule})
    assert first.problem is None, first.problem
    saved = await save_rule(shop.kernel, shop.owner, {"plugin": plugin, "rule": rule, "name": "second", **more})
    return saved.problem and saved.problem.code


async def test_a_second_instance_has_its_own_settings_or_is_refused(shop: Shop) -> None:
    refused = {declaration.id for declaration in RULES if await second(shop, declaration.plugin, declaration.id)}

    assert refused == {declaration.id for declaration in RULES if declaration.is_single}
    assert {"membership", "trial", "top_up", "growth_tree", "limited_grab", "eco_rewards"} <= refused
    assert {"points_per_spend", "daily_checkin", "sustainable_products"}.isdisjoint(refused)


async def test_settings_of_a_rule_that_obeys_others_are_refused(shop: Shop) -> None:
    plan = {"code": "plus", "price": "10", "currency": "CNY", "period": "1m", "tier": "plus"}
    document = {"plugin": "paid_tiers", "rule": "welcome", "settings": {"plans": [plan]}}

    saved = await save_rule(shop.kernel, shop.owner, document)
    again = await save_rule(shop.kernel, shop.owner, {**document, "settings": {"grace": None}, "enabled": False})

    assert "SETTINGS_OF_ANOTHER" == (saved.problem and saved.problem.code)
    assert again.problem is None


async def test_a_track_of_flights_counts_the_asset_that_it_names(shop: Shop) -> None:
    await shop.rule("flight_miles", asset="points")
    settings = {"tiers": {"gold": {"miles": "100", "flights": 9}}, "asset": "points"}
    await shop.ladder(
        {"code": "gold", "name": "Gold", "rank": 1}, rule="upgrade_rules.miles_or_flights", settings=settings
    )
    member = await shop.member()

    await shop.send("upgrade_rules.flight", member, {"flightId": "f1", "miles": "100"})

    assert "gold" == await shop.tier(member)
