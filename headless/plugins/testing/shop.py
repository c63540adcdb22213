"""A shop to test plugins with: the server itself over a database in memory, called by plain functions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from headless.engine.program.program import Program
from headless.ids import decode
from headless.plugins.conformance.outcomes import Said
from headless.plugins.loading.given_plugins import loaded
from headless.plugins.loading.registry import Registry
from headless.plugins.testing.answers import Answer
from headless.plugins.testing.inside import Given, opened
from headless.plugins.testing.members import Member

Json = Mapping[str, Any]


class Shop:
    """A merchant with plugins enabled. Clock work is done at its own due time, as in a sandbox.

    plugins: modules or objects with hooks. names: what they are called, if not as their modules. settings: by declared id, as
    JSON. rules: built-in rules that are on, by id, with their settings. kinds, tracks, tags, coupons, benefits, cards: documents
    as their save mutations take them. What is obvious may be left out (a name, a tier's rank by place).
    """

    def __init__(
        self,
        *plugins: object,
        names: Sequence[str] = (),
        settings: Mapping[str, Json] | None = None,
        rules: Mapping[str, Json] | None = None,
        kinds: Iterable[Json] = (),
        tracks: Iterable[Json] = (),
        tags: Iterable[Json] = (),
        coupons: Iterable[Json] = (),
        benefits: Iterable[Json] = (),
        cards: Iterable[Json] = (),
        currency: str = "GBP",
        time_zone: str = "Europe/London",
    ) -> None:
        self.registry: Registry = loaded(*plugins, names=names)
        self._inside = opened(
            self.registry,
            Given(
                settings or {}, rules or {}, list(kinds), list(tracks), list(tags), list(coupons), list(benefits),
                list(cards), currency, time_zone,
            ),
        )  # fmt: skip

    # ── what happens

    def member(
        self, *, birthday: str | None = None, joined: str = "2020-01-01", attributes: Json | None = None
    ) -> Member:
        """Add a member. Days are ISO texts. No rule hears of it, as when members are imported."""
        born = None if birthday is None else date.fromisoformat(birthday).toordinal()
        return Member(self._inside, self._inside.join(joined, born, attributes))

    def pass_time(self, on: str) -> None:
        """Let time pass for all members, with everything that falls due: jobs, rankings, ends, reminders and messages."""
        self._inside.pass_time(on)

    def run_job(self, id: str, on: str | None = None) -> list[Said]:  # noqa: A002 - as plugins call it
        """Run a plugin's job once: its event for each member who meets its condition, and has not got it in this window."""
        return self._inside.run_job(id, on)

    def deliver(self) -> int:
        """Deliver what waits in the outbox: events for other members, and what observers are told. Return how much."""
        return self._inside.deliver()

    def left(self, stock: str, on: str | None = None) -> int | None:
        """Return what is left of a stock, or of a budget ("budget:<code>") on a day, or None if nothing limits it."""
        return self._inside.left(stock, on)

    # ── what plugins integrate

    def action(
        self,
        name: str,
        input: Json | None = None,  # noqa: A002 - as plugins call it
        *,
        member: Member | None = None,
        key: str | None = None,
    ) -> Answer:
        """Run a plugin's action, called "<name>" or "<plugin>/<name>". `key` is its idempotency key."""
        once = key or self._inside.number("a")
        return self._inside.act(name, dict(input or {}), _number(member), once)

    def inbound(self, name: str, body: bytes | str | Json = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Send to a plugin's webhook, called "<name>" or "<plugin>/<name>". A body that is no text is sent as JSON."""
        return self._inside.receive(name, body, headers or {})

    def graphql(self, query: str, variables: Json | None = None, as_: Member | None = None) -> dict[str, Any]:
        """Return the whole answer to a GraphQL operation, as a token of the merchant gets it, or the member's own token."""
        return self._inside.graphql(query, variables or {}, _number(as_))

    # ── lives

    def export(self, member: Member) -> dict[str, Any]:
        """Return all that is known of a member, by table, and by plugin what it gives out itself."""
        return self._inside.export(decode("mem", member.id))

    def erase(self, member: Member) -> None:
        """Erase a member for good, from the tables of plugins, too."""
        self._inside.erase(decode("mem", member.id))

    def verify(self) -> list[str]:
        """Return what is stored and does not follow from its history, and what would be decided otherwise now."""
        return self._inside.verify()

    # ── what can be read

    @property
    def program(self) -> Program:
        """The configuration as rules see it."""
        return self._inside.program()

    @property
    def now(self) -> int:
        """The present, in microseconds since 1970 UTC."""
        return self._inside.now

    @property
    def today(self) -> int:
        """The present day, as an ordinal."""
        return self.program.zone.day_of(self.now)

    def number(self, letter: str) -> str:
        """Return a number that was not used before."""
        return self._inside.number(letter)

    def close(self) -> None:
        """Close the database now. By default it is closed when the shop is forgotten."""
        self._inside.close()


def _number(member: Member | None) -> int | None:
    return None if member is None else decode("mem", member.id)
