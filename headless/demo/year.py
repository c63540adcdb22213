"""The year of the grocer as it went: members who join, baskets, and in between the campaigns that begin."""

import csv
import gzip
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from headless.demo.campaigns import Campaign, send
from headless.demo.editions import Edition
from headless.errors import HeadlessError
from headless.messages import Message
from headless.models.tables.configuration.merchants import advance_clock
from headless.services.importing.files.progress import Progress
from headless.services.importing.files.reports import ImportReport, RowsReport
from headless.services.importing.members import import_members
from headless.services.importing.orders.orders import import_orders
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal

ATTRIBUTES = ("age_band", "income_band", "household_size", "household_composition")
MEMBERS = {
    "externalId": "household_id", "name": "name", "joined": "joined_at",
    **{f"attribute.{name}": name for name in ATTRIBUTES},
}  # fmt: skip
ORDERS = {
    "order": "basket_id", "member": "household_id", "time": "time", "sku": "department", "category": "department",
    "amount": "amount", "store": "store_id", "coupons": "coupons",
}  # fmt: skip

Lines = Sequence[Sequence[str]]


def start_of(edition: Edition, day: date) -> int:
    """Return when a day begins in the shop, in microseconds."""
    return _us(datetime.combine(day, time(), ZoneInfo(edition.time_zone)))


def _us(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000


class _Table(NamedTuple):
    """A file, its lines in order of time."""

    header: Sequence[str]
    lines: Lines
    times: Sequence[int]

    @classmethod
    def read(cls, path: Path, when: str, at: Callable[[str], int]) -> "_Table":
        """Read a file. when: the column with the time, which `at` reads."""
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8", newline="") as text:
            header, *lines = csv.reader(text)
        place = header.index(when)
        lines.sort(key=lambda line: at(line[place]))
        return cls(header, lines, [at(line[place]) for line in lines])

    def column(self, name: str) -> list[str]:
        """Return the cells of a column."""
        place = self.header.index(name)
        return [line[place] for line in self.lines]


class Year:
    """The files of a shop, and how far they are imported. folder: for files that are needed in between."""

    def __init__(
        self, kernel: Kernel, owner: Principal, edition: Edition, files: tuple[Path, Path], folder: Path,
        progress: Progress | None,
    ) -> None:  # fmt: skip
        self._kernel, self._owner, self._edition = kernel, owner, edition
        self._folder, self._progress = folder, progress
        zone = ZoneInfo(edition.time_zone)

        @cache
        def at(text: str) -> int:
            moment = datetime.fromisoformat(text)
            return _us(moment if moment.tzinfo else moment.replace(tzinfo=zone))

        self._members, self._baskets = _Table.read(files[0], "joined_at", at), _Table.read(files[1], "time", at)
        self._total = len(set(self._baskets.column("basket_id")))
        self._joined = self._done = self._orders = 0

    async def live_through(self, campaigns: Sequence[Campaign]) -> None:
        """Import members and baskets up to each moment at which coupons are sent, and send them then.

        A household that joins when a campaign has begun gets its coupons as it joins. The clock then stands at the edition's.
        """
        codes: dict[str, list[str]] = {}
        for at, campaign, households in self._mailings(campaigns):
            await self._go_on(at, codes)
            for basket, code in await send(self._kernel, self._owner, campaign, households):
                codes.setdefault(basket, []).append(code)
        await self._go_on(self._edition.clock_us, codes)

    def _mailings(self, campaigns: Sequence[Campaign]) -> Sequence[tuple[int, Campaign, Sequence[str]]]:
        """Return when coupons of which campaign are sent to whom, in order of time."""
        joined = dict(zip(self._members.column("household_id"), self._members.times, strict=True))
        mailings: list[tuple[int, Campaign, Sequence[str]]] = []
        for campaign in campaigns:
            first, last = (start_of(self._edition, day) for day in (campaign.first_day, campaign.last_day))
            there = [household for household in campaign.baskets if joined[household] <= first]
            later = [household for household in campaign.baskets if first < joined[household] < last]
            mailings += [(first, campaign, there), *((joined[own], campaign, [own]) for own in later)]
        return sorted(mailings, key=lambda mailing: mailing[0])

    async def _go_on(self, until: int, codes: Mapping[str, Sequence[str]]) -> None:
        """Set the clock, and import who joined by then and the baskets before it, with the coupons that they redeem."""
        async with self._kernel.db.transaction() as session:
            await advance_clock(session, self._owner.merchant_id, until)
        joined, self._joined = self._joined, bisect_right(self._members.times, until)
        if joined < self._joined:
            path = self._write(self._members.header, self._members.lines[joined : self._joined])
            _check(await import_members(self._kernel, self._owner.slug, path, MEMBERS, rejected=self._rejected))
        done, self._done = self._done, bisect_left(self._baskets.times, until)
        if done < self._done:
            await self._import(self._baskets.lines[done : self._done], codes)

    async def _import(self, lines: Lines, codes: Mapping[str, Sequence[str]]) -> None:
        basket = self._baskets.header.index("basket_id")
        path = self._write(
            [*self._baskets.header, "coupons"], [[*line, ",".join(codes.get(line[basket], ()))] for line in lines]
        )
        report = await import_orders(
            self._kernel,
            self._owner.slug,
            path,
            ORDERS,
            rejected=self._rejected,
            progress=self._tell,
            own_process=False,
        )
        _check(report)
        self._orders += report.orders

    def _tell(self, step: str, done: int, total: int) -> None:
        """Tell how far the whole year is."""
        if self._progress is not None and step == "importing":
            self._progress(step, self._orders + done, self._total)

    @property
    def _rejected(self) -> Path:
        return self._folder / "rejected.csv"

    def _write(self, header: Sequence[str], lines: Lines) -> Path:
        path = self._folder / "some.csv"
        with path.open("w", encoding="utf-8", newline="") as text:
            csv.writer(text).writerows([header, *lines])
        return path


def _check(report: ImportReport | RowsReport) -> None:
    if report.rejected:
        message = Message("lines of the demo's own data were rejected: {bad}", bad=dict(report.rejected))
        raise HeadlessError(message, code="DEMO_BROKEN")
