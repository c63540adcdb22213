"""Making the demo, or finding it complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from headless.config import Settings
from headless.demo import configuration
from headless.demo.findings import Findings, find
from headless.demo.queries import queries
from headless.errors import Conflict, HeadlessError
from headless.models.migrating.migrate import migrate
from headless.models.tables.configuration.merchants import MerchantRow, is_slug_taken
from headless.models.tables.configuration.tokens import Token
from headless.models.tables.removal import remove_merchant
from headless.models.tables.work.retries import RuleRetry
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.rules import save_rule
from headless.services.configuration.tag_kinds import save_tag
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.configuration.tokens import create_token
from headless.services.importing.files.progress import Progress
from headless.services.importing.members import import_members
from headless.services.importing.orders.orders import import_orders
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.opening import open_kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal, system

DEFAULT_URL = "sqlite:///headless-demo.db"
LOCAL_ORIGINS = tuple(
    f"{scheme}://{host}:*" for scheme in ("http", "https") for host in ("localhost", "127.0.0.1", "[::1]")
)
MEMBERS = {"externalId": "household_id", "name": "name", "joined": "joined_at"}
ATTRIBUTES = ("age_band", "income_band", "household_size", "household_composition")
ORDERS = {
    "order": "basket_id", "member": "household_id", "time": "time", "sku": "department", "category": "department",
    "amount": "amount", "store": "store_id",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Demo:
    """A complete demo: what is in it, fresh tokens by name, queries by what they show, and the seconds it took to make."""

    merchant: MerchantRow
    findings: Findings
    tokens: Mapping[str, str]
    queries: Mapping[str, str]
    seconds: float
    was_there: bool

    def text(self, host: str, port: int) -> str:
        """Return a summary for a new user, with access tokens and sample queries."""
        counted = self.findings
        made = "already existed" if self.was_there else f"was created in {self.seconds:.0f} seconds"
        lines = [
            f"The merchant {self.merchant.slug!r} {made}: {self.merchant.name}, its clock at {configuration.CLOCK}.",
            f"{counted.members} members, {counted.orders:,} orders.",
            "",
            "Members per tier:  " + _counts(counted.per_tier),
            "Members per tag:   " + _counts(counted.per_tag),
            f"Points:            {int(counted.points):,} outstanding; {int(counted.points_earned):,} earned, "
            f"{int(counted.points_expired):,} expired",
            "",
            f"GraphiQL: http://{host}:{port}/graphql  (paste a token into its field)",
            "",
            "Tokens, valid for this demo until it is started again:",
            *(f"  {name:26} {secret}" for name, secret in self.tokens.items()),
            "",
            "Queries to paste:",
        ]
        for title, query in self.queries.items():
            lines += ["", f"# {title}", query]
        return "\n".join(lines)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def demo_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings of the environment, with the demo's own for what it does not set.

    The demo has a SQLite file of its own, answers pages of this machine, and serves GraphiQL.
    """
    settings = Settings.from_environment(environment)
    own = {"database_url": DEFAULT_URL, "cors_origins": LOCAL_ORIGINS, "graphiql": True}
    return settings.model_copy(update={name: own[name] for name in own if name not in settings.model_fields_set})


async def make_demo(settings: Settings, progress: Progress | None = None) -> Demo:
    """Make the demo's merchant with all its orders, or find it complete, and make fresh tokens.

    What an interrupted run has left is removed first. Raise Conflict if another merchant has the slug `demo`.
    """
    started = perf_counter()
    async with open_kernel(settings) as kernel:
        await migrate(kernel.db)
        merchant = await _complete(kernel)
        was_there = merchant is not None
        if merchant is None:
            merchant = await _make(kernel, progress)
        tokens = await _tokens(kernel, merchant)
        async with kernel.db.read() as session:
            points = (await kernel.programs.of(session, merchant)).kinds["points"]
            findings = await find(session, merchant.id, points.id, points.decimals)
    return Demo(merchant, findings, tokens, queries(findings.household), perf_counter() - started, was_there)


async def _complete(kernel: Kernel) -> MerchantRow | None:
    """Return the demo's merchant if it is complete. Tokens are made last, so they are the sign."""
    async with kernel.db.read() as session:
        if not await is_slug_taken(session, configuration.SLUG):
            return None
        merchant = await kernel.programs.by_slug(session, configuration.SLUG)
        if merchant.name != configuration.NAME or not merchant.sandbox:
            message = (
                f"there is a merchant {configuration.SLUG!r} that is not the demo; use another HEADLESS_DATABASE_URL"
            )
            raise Conflict(message, code="SLUG_TAKEN")
        finished = await Token.of(session, merchant.id).exists()
    if finished:
        return merchant
    async with kernel.db.transaction() as session:
        await remove_merchant(session, merchant.id)
    return None


async def _make(kernel: Kernel, progress: Progress | None) -> MerchantRow:
    clock_at = int(datetime.fromisoformat(configuration.CLOCK).timestamp()) * 1_000_000
    merchant = await create_merchant(
        kernel, configuration.SLUG, currency=configuration.CURRENCY, time_zone=configuration.TIME_ZONE,
        name=configuration.NAME, sandbox=True, clock_at=clock_at,
    )  # fmt: skip
    await configure(kernel, system(merchant.id, merchant.slug, "demo"))
    with resources.as_file(resources.files("headless.demo")) as folder, TemporaryDirectory() as scratch:
        await _import(kernel, merchant, folder, Path(scratch) / "rejected.csv", progress)
    return merchant


async def _import(
    kernel: Kernel, merchant: MerchantRow, folder: Path, rejected: Path, progress: Progress | None
) -> None:
    known = {**MEMBERS, **{f"attribute.{name}": name for name in ATTRIBUTES}}
    members = await import_members(kernel, merchant.slug, folder / "members.csv", known, rejected=rejected)
    orders = await import_orders(
        kernel, merchant.slug, folder / "complete_journey_sample.csv.gz", ORDERS, rejected=rejected, progress=progress
    )
    bad = members.rejected + orders.rejected
    if bad:
        raise HeadlessError(f"lines of the demo's own data were rejected: {dict(bad)}", code="DEMO_BROKEN")
    async with kernel.db.read() as session:
        failures = await RuleRetry.of(session, merchant.id).column("document")
    if failures:
        raise HeadlessError(f"rules of the demo failed {len(failures)} times: {min(failures)}", code="DEMO_BROKEN")


async def configure(kernel: Kernel, owner: Principal) -> None:
    """Save the demo's configuration. It must come before the first order, so that every order is settled by it."""
    saved = [await save_asset_kind(kernel, owner, document) for document in configuration.asset_kinds()]
    saved.append(await save_tier_track(kernel, owner, configuration.tier_track()))
    saved += [await save_rule(kernel, owner, document) for document in configuration.rules()]
    saved += [await save_tag(kernel, owner, document) for document in configuration.tags()]
    _check(saved)


def _check(saved: Sequence[Saved]) -> None:
    for result in saved:
        if result.problem is not None:
            raise HeadlessError(f"the demo cannot be configured: {result.problem.message}", code="DEMO_BROKEN")


async def _tokens(kernel: Kernel, merchant: MerchantRow) -> Mapping[str, str]:
    """Make fresh tokens, and revoke those of the last start, whose secrets are lost."""
    async with kernel.db.transaction() as session:
        current = Token.of(session, merchant.id).filter(revoked_at__isnull=True)
        await current.update(revoked_at=kernel.clock.now_us())
    secrets = {}
    for name, (scopes, sources) in configuration.TOKENS.items():
        _, secrets[name] = await create_token(kernel, merchant.id, name, scopes, sources)
    return secrets
