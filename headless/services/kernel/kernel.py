"""What every use case stands on, passed in: the database, the plugins, ids and clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from headless.clock import Clock
from headless.config import Settings
from headless.engine.settlement.settle import Settler
from headless.ids import Ids
from headless.models.database.database import Database
from headless.models.tables.configuration.merchants import MerchantRow
from headless.plugins.loading.registry import Registry
from headless.services.kernel.limiting.code_guesses import CodeGuesses
from headless.services.kernel.limiting.taken_lookups import TakenLookups
from headless.services.kernel.limiting.wrong_codes import WrongCodes
from headless.services.kernel.programs import Programs
from headless.services.kernel.request_batching import Gathering
from headless.services.rates.allowances import Allowances

if TYPE_CHECKING:
    from headless.tracing.spans import Tracing


@dataclass(slots=True)
class Access:
    """How often tokens were revoked or replaced in this process: what is remembered of tokens is then read again."""

    changes: int = 0


@dataclass(frozen=True)
class Kernel:
    """One process's joined parts."""

    db: Database
    registry: Registry
    ids: Ids
    clock: Clock
    settings: Settings
    programs: Programs
    gathering: Gathering[Any, Any]
    guesses: CodeGuesses
    takings: TakenLookups
    allowances: Allowances
    wrong_codes: WrongCodes
    access: Access = field(default_factory=Access)
    secret: str = field(default_factory=lambda: token_hex(32), repr=False)
    """What tokens are sealed with: the secret key of the settings, or one that lives as long as this process."""
    settler: Callable[..., Settler] = Settler
    """What decides on events."""
    seeding: Callable[[int], str] = token_hex
    """What the seeds of rules are drawn with, which their draws follow from."""
    tracing: "Tracing | None" = None

    @property
    def opening_secrets(self) -> tuple[str, ...]:
        """What members' tokens are opened with."""
        return self.secret, *self.settings.secret_key_old

    def now(self, merchant: MerchantRow) -> int:
        """Return the merchant's present in microseconds: a sandbox has a clock of its own."""
        if merchant.sandbox and merchant.clock_at is not None:
            return merchant.clock_at
        return self.clock.now_us()


def build_kernel(
    db: Database,
    registry: Registry,
    clock: Clock,
    settings: Settings,
    real_clock: Clock,
    tracing: "Tracing | None" = None,
) -> Kernel:
    """Join the parts. Ids follow the machine's clock, not `clock`. tracing: None if no spans are told, which costs nothing."""
    lanes = 1 if db.dialect == "sqlite" else 2
    gathering, settler = _traced(tracing, lanes) if tracing is not None else (Gathering[Any, Any](lanes), Settler)
    secret, guesses = settings.secret_key or token_hex(32), CodeGuesses(clock.now_us)
    allowances = Allowances(db, clock.now_us)
    return Kernel(
        db,
        registry,
        Ids(real_clock.now_us),
        clock,
        settings,
        Programs(registry, settings),
        gathering,
        guesses,
        TakenLookups(clock.now_us),
        allowances,
        WrongCodes(allowances),
        secret=secret,
        settler=settler,
        tracing=tracing,
    )


def _traced(tracing: "Tracing", lanes: int) -> tuple[Gathering[Any, Any], Callable[..., Settler]]:
    from headless.services.kernel.traces.gathering import TracedGathering
    from headless.services.kernel.traces.settler import TracedSettler

    return TracedGathering(tracing, lanes), partial(TracedSettler, tracing=tracing)
