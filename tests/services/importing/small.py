"""Small files, imported and looked at."""

import csv
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headless.engine.member.state import MemberState
from headless.engine.values.amounts import text_of
from headless.services.configuration.rules import save_rule
from headless.services.importing.files.reports import ImportReport
from headless.services.importing.orders.orders import import_orders
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_member
from headless.services.kernel.principals import Principal
from headless.services.settling.loading import load_states
from headless.services.verifying.verifying import verify

COLUMNS = ("order", "member", "time", "sku", "quantity", "price")


@dataclass(frozen=True)
class Small:
    """One merchant and a folder for its files."""

    kernel: Kernel
    owner: Principal
    folder: Path

    def file(self, text: str | bytes, name: str = "orders.csv") -> Path:
        """A file with this content; one whose name ends with .gz is compressed."""
        path = self.folder / name
        content = text if isinstance(text, bytes) else text.encode()
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return path

    def lines(self, *rows: str, name: str = "orders.csv") -> Path:
        """A file of order lines under the usual header."""
        return self.file("\n".join([",".join(COLUMNS), *rows, ""]), name)

    async def orders(self, path: Path, mapping: Mapping[str, str] | None = None, **more: Any) -> ImportReport:
        """Import orders, making members, unless `more` says otherwise."""
        columns = {name: name for name in COLUMNS} if mapping is None else mapping
        options = {"create_members": True, "rejected": self.rejected_path, **more}
        return await import_orders(self.kernel, "tea", path, columns, **options)

    @property
    def rejected_path(self) -> Path:
        return self.folder / "rejected.csv"

    def rejected(self) -> list[Sequence[str]]:
        """The rows of the file of rejected lines, without its header."""
        with self.rejected_path.open(encoding="utf-8", errors="surrogateescape", newline="") as text:
            return list(csv.reader(text))[1:]

    async def rule(self, rule: str, **settings: Any) -> None:
        saved = await save_rule(self.kernel, self.owner, {"rule": rule, "settings": settings})
        assert saved.problem is None

    async def state(self, member: str, kind: str = "externalId") -> MemberState:
        """All that is known of a member at the merchant's clock."""
        async with self.kernel.db.read() as session:
            merchant = await self.kernel.programs.merchant(session, self.owner.merchant_id)
            program = await self.kernel.programs.of(session, merchant)
            id_ = await find_member(session, merchant.id, Lookup(kind, member), merchant.country)
            assert id_ is not None, member
            return (await load_states(session, program, [id_], now=self.kernel.now(merchant), lots=True))[id_]

    async def balance(self, member: str, kind: str = "points", by: str = "externalId") -> str:
        state = await self.state(member, by)
        found = state.program.kinds[kind]
        return text_of(state.account(found.id).balance, found.decimals)

    async def total(self, member: str) -> tuple[int, int, int]:
        """Orders, gross and refunded in the smallest unit."""
        return tuple((await self.state(member)).totals.lifetime("order"))

    async def events(self, *columns: str) -> list[tuple[Any, ...]]:
        """Columns of all events, in the order in which they were recorded."""
        sql = f"SELECT {', '.join(columns)} FROM event WHERE merchant_id = $1 ORDER BY recorded_at, id"
        async with self.kernel.db.read() as session:
            return [tuple(row) for row in await session.fetch(sql, self.owner.merchant_id)]

    async def is_sound(self) -> bool:
        """Whether verify finds nothing."""
        return not await verify(self.kernel, "tea")
