"""Making the demo, or finding it complete."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from headless.config import Settings
from headless.demo import configuration, offers
from headless.demo.campaigns import coupon_kinds, read_campaigns
from headless.demo.editions import EDITIONS, Edition
from headless.demo.findings import MAIN, Findings, find
from headless.demo.happenings import happen
from headless.demo.queries import queries
from headless.demo.retelling import retell
from headless.demo.words import WORDS
from headless.demo.year import Year, start_of
from headless.engine.texts.widths import padded, width_of
from headless.errors import Conflict, HeadlessError
from headless.messages import Message
from headless.models.migrating.migrate import migrate
from headless.models.tables.configuration.merchants import MerchantRow, is_slug_taken
from headless.models.tables.configuration.tokens import Token
from headless.models.tables.members.figures import highest_members
from headless.models.tables.removal import remove_merchant
from headless.models.tables.work.retries import RuleRetry
from headless.services.configuration.access.partners import save_partner
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.merchants import create_merchant, save_merchant
from headless.services.configuration.offers.card_kinds import save_card_kind
from headless.services.configuration.offers.coupon_kinds import save_coupon_kind
from headless.services.configuration.rules import save_rule
from headless.services.configuration.tag_kinds import save_tag
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.configuration.tokens import authenticate, create_token
from headless.services.importing.files.progress import Progress
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.opening import open_kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal, system
from headless.services.members.benefits import save_benefit
from headless.services.plugin_admin.plugins import enable_plugin, plugin_views
from headless.services.sign_in.member_tokens import TTL_MOST, create_member_token

PLUGINS = ("gamified_tasks", "green_points", "paid_tiers", "upgrade_rules")
HOUSEHOLDS = 8
"""How many members have coupons, check-ins and eco actions."""
DEFAULT_URL = "sqlite:///headless-demo.db"
LOCAL_ORIGINS = tuple(
    f"{scheme}://{host}:*" for scheme in ("http", "https") for host in ("localhost", "127.0.0.1", "[::1]")
)


@dataclass(frozen=True, slots=True)
class Demo:
    """A complete demo: what is in it, fresh tokens by name, queries by what they show, and the seconds it took to make.

    words: those of who reads about it.
    """

    edition: Edition
    words: Mapping[str, str]
    merchant: MerchantRow
    findings: Findings
    tokens: Mapping[str, str]
    queries: Mapping[str, str]
    seconds: float
    was_there: bool

    def text(self, host: str, port: int) -> str:
        """Return a summary for a new user, with access tokens and sample queries."""
        counted, words = self.findings, self.words
        comma = words[", "]
        width = max(map(width_of, self.tokens))
        return words["page"].format(
            slug=self.merchant.slug, shop=self.merchant.name, clock=self.edition.clock, host=host, port=port,
            made=words["there" if self.was_there else "made"].format(seconds=self.seconds),
            members=counted.members, orders=counted.orders,
            coupons=counted.coupons.given, used=counted.coupons.used,
            per_tier=comma.join(f"{self._called(name)} {count}" for name, count in counted.per_tier.items()),
            per_tag=comma.join(f"{words[code]} {count}" for code, count in counted.per_tag.items()),
            points=int(counted.points), earned=int(counted.points_earned), expired=int(counted.points_expired),
            benefits=sum(counted.benefits.values()), rewards=counted.rewards,
            per_value=comma.join(f"{words[value]} {count}" for value, count in counted.benefits.items()),
            plugins=comma.join(counted.plugins) or words["none"],
            tokens="\n".join(f"  {padded(name, width)}  {secret}" for name, secret in self.tokens.items()),
            queries="\n".join(f"\n# {title}\n{query}" for title, query in self.queries.items()),
        )  # fmt: skip

    def _called(self, name: str) -> str:
        """Return what the shop calls something in the words of the reader."""
        keys = {text: key for key, text in self.edition.words.items()}
        return self.words[keys[name]] if name in keys else self.words.get(name, name)


def demo_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings of the environment, with the demo's own for what it does not set.

    The demo has a SQLite file and a secret key of its own, answers pages of this machine, and serves GraphiQL.
    """
    settings = Settings.from_environment(environment)
    own = {
        "database_url": DEFAULT_URL, "cors_origins": LOCAL_ORIGINS, "graphiql": True, "secret_key": secrets.token_hex(32),
    }  # fmt: skip
    return settings.model_copy(update={name: own[name] for name in own if name not in settings.model_fields_set})


async def make_demo(
    settings: Settings, progress: Progress | None = None, lang: str = "en", reader: str | None = None
) -> Demo:
    """Make the demo's merchant with all its orders, or find it complete, and make fresh tokens.

    What an interrupted run has left is removed first. lang: which of the two shops. reader: the language of who reads about it,
    by default that of the shop.
    Raise Conflict if another merchant has the shop's slug.
    """
    started, edition, words = perf_counter(), EDITIONS[lang], WORDS[reader or lang]
    async with open_kernel(settings) as kernel:
        await migrate(kernel.db)
        merchant = await _complete(kernel, edition)
        was_there = merchant is not None
        if merchant is None:
            merchant = await _make(kernel, edition, progress)
        async with kernel.db.read() as session:
            program = await kernel.programs.of(session, merchant)
            instances = await kernel.programs.instances(session, merchant)
            enabled = [view.name for view in plugin_views(instances) if view.enabled and view.name in PLUGINS]
            counted = await find(session, program, enabled)
        tokens = await _tokens(kernel, merchant, edition, counted.household, words)
    shown = queries(counted.household, enabled, words)
    return Demo(edition, words, merchant, counted, tokens, shown, perf_counter() - started, was_there)


async def _complete(kernel: Kernel, edition: Edition) -> MerchantRow | None:
    """Return the demo's merchant if it is complete. Tokens are made last, so they are the sign."""
    async with kernel.db.read() as session:
        if not await is_slug_taken(session, edition.slug):
            return None
        merchant = await kernel.programs.by_slug(session, edition.slug)
        if merchant.name != edition.words["shop"] or not merchant.sandbox:
            message = Message(
                "there is a merchant {edition!r} that is not the demo; use another HEADLESS_DATABASE_URL",
                edition=edition.slug,
            )
            raise Conflict(message, code="SLUG_TAKEN")
        finished = await Token.of(session, merchant.id).exists()
    if finished:
        return merchant
    async with kernel.db.transaction() as session:
        await remove_merchant(session, merchant.id)
    return None


async def _make(kernel: Kernel, edition: Edition, progress: Progress | None) -> MerchantRow:
    with resources.as_file(resources.files("headless.demo")) as folder, TemporaryDirectory() as scratch:
        campaigns, told = read_campaigns(folder), Path(scratch)
        merchant = await create_merchant(
            kernel, edition.slug, currency=edition.currency, time_zone=edition.time_zone,
            name=edition.words["shop"], sandbox=True, clock_at=start_of(edition, campaigns[0].first_day),
        )  # fmt: skip
        owner = system(merchant.id, merchant.slug, "demo")
        await configure(kernel, owner, edition)
        _check([await save_coupon_kind(kernel, owner, document) for document in coupon_kinds(edition, campaigns)])
        members, orders = folder / "members.csv", folder / "complete_journey_sample.csv.gz"
        if edition.retold:
            members, orders = retell(members, orders, told)
        await Year(kernel, owner, edition, (members, orders), told, progress).live_through(campaigns)
        await _check_rules(kernel, merchant)
    enabled = await _configure_rewards(kernel, owner, edition)
    async with kernel.db.read() as session:
        program = await kernel.programs.of(session, merchant)
        households = await highest_members(session, merchant.id, program.tracks[MAIN].id, HOUSEHOLDS)
    await happen(kernel, owner, edition, households, enabled)
    return merchant


async def _check_rules(kernel: Kernel, merchant: MerchantRow) -> None:
    async with kernel.db.read() as session:
        failures = await RuleRetry.of(session, merchant.id).column("document")
    if failures:
        raise HeadlessError(
            Message("rules of the demo failed {count} times: {failures}", count=len(failures), failures=min(failures)),
            code="DEMO_BROKEN",
        )


async def configure(kernel: Kernel, owner: Principal, edition: Edition = EDITIONS["en"]) -> None:
    """Save what decides about orders. It must come before the first order, so that every order is settled by it."""
    named, words = edition.named, edition.words
    saved = [await save_merchant(kernel, owner, {"memberMay": configuration.MEMBERS_MAY})]
    saved += [await save_asset_kind(kernel, owner, document) for document in configuration.asset_kinds(named)]
    saved += [await save_tier_track(kernel, owner, document) for document in configuration.tier_tracks(named)]
    saved += [await save_rule(kernel, owner, document) for document in configuration.rules()]
    saved += [await save_tag(kernel, owner, document) for document in configuration.tags(named, words)]
    _check(saved)


async def _configure_rewards(kernel: Kernel, owner: Principal, edition: Edition) -> Sequence[str]:
    """Save coupon kinds, cards, benefits and the installed plugins of plugins_contrib, and return the names of those plugins."""
    named, words = edition.named, edition.words
    saved = [await save_tag(kernel, owner, document) for document in configuration.tags_by_hand(named)]
    saved += [await save_coupon_kind(kernel, owner, document) for document in offers.coupon_kinds(named, words)]
    saved += [await save_card_kind(kernel, owner, document) for document in offers.card_kinds(named)]
    given = (*offers.benefits(named, words, edition.clock_us), *offers.rewards(named))
    saved += [await save_benefit(kernel, owner, document) for document in given]
    settings = configuration.plugins(named, words, edition.currency)
    enabled = [name for name in settings if name in kernel.registry.declared]
    saved += [await enable_plugin(kernel, owner, name, settings[name]) for name in enabled]
    if "upgrade_rules" in enabled:
        saved += [await save_benefit(kernel, owner, document) for document in offers.benefits_by_score(named)]
    for plugin, kind in configuration.PLUGIN_KINDS.items():
        if plugin in enabled:
            saved.append(await save_asset_kind(kernel, owner, {"code": kind, **named(kind)}))
    _check(saved)
    return enabled


def _check(saved: Sequence[Saved]) -> None:
    for result in saved:
        if result.problem is not None:
            raise HeadlessError(
                Message("the demo cannot be configured: {problem}", problem=result.problem.message), code="DEMO_BROKEN"
            )


async def _tokens(
    kernel: Kernel, merchant: MerchantRow, edition: Edition, household: str, words: Mapping[str, str]
) -> Mapping[str, str]:
    """Make fresh tokens, the last one for a household alone, and revoke those of the last start, whose secrets are lost."""
    async with kernel.db.transaction() as session:
        current = Token.of(session, merchant.id).filter(revoked_at__isnull=True)
        await current.update(revoked_at=kernel.clock.now_us())
    made = {}
    await _partner(kernel, merchant, edition)
    for key, (scopes, partner) in configuration.TOKENS.items():
        _, made[words[key]] = await create_token(kernel, merchant.id, words[key], scopes, partner=partner)
    maker = await authenticate(kernel, made[words["admin"]])
    own = await create_member_token(kernel, maker, Lookup("externalId", household), TTL_MOST)
    if own.token is None:
        raise HeadlessError(
            Message("the household {household} cannot sign in: {problem}", household=household, problem=own.problem),
            code="DEMO_BROKEN",
        )
    return {**made, words["member"].format(household=household): own.token}


async def _partner(kernel: Kernel, merchant: MerchantRow, edition: Edition) -> None:
    """Save the demo's partner, unless it is there already, perhaps with budgets that were changed since."""
    async with kernel.db.read() as session:
        program = await kernel.programs.get(session, merchant.id)
    if configuration.PARTNER not in program.partners:
        owner = system(merchant.id, merchant.slug, "demo")
        _check([await save_partner(kernel, owner, configuration.partner(edition.words))])
