"""A configuration as plain values: what was read of it, to be made a program again in another process."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from headless.engine.program import Program
from headless.models.session import Record, Session
from headless.plugins.registry import Registry
from headless.services.programs import MerchantRow, load
from headless.services.tracking import keys_of


class Line:
    """One row, by position or by column name."""

    __slots__ = ("_names", "_values")

    def __init__(self, names: tuple[str, ...], values: tuple[Any, ...]) -> None:
        self._names, self._values = names, values

    def __getitem__(self, key: int | str) -> Any:
        return self._values[key if isinstance(key, int) else self._names.index(key)]

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def keys(self) -> Iterable[str]:
        """The names of the columns."""
        return self._names


@dataclass(frozen=True, slots=True)
class Configuration:
    """A merchant, and all that loading its program read, in order."""

    merchant: MerchantRow
    answers: tuple[tuple[str, tuple[Line, ...]], ...]

    async def program(self, registry: Registry) -> Program:
        """The program again, keeping whatever totals it reads."""
        replayed: Any = _Replayed(self.answers)
        program = (await load(replayed, self.merchant, registry)).program
        return replace(program, tracked=program.tracked | keys_of(program))


async def configuration_of(
    session: Session, merchant: MerchantRow, registry: Registry
) -> tuple[Configuration, Mapping[str, Mapping[int, Any]]]:
    """The configuration that a session sees, and its newest documents by table and id. Errors: Invalid."""
    recording: Any = _Recording(session)
    loaded = await load(recording, merchant, registry)
    return Configuration(merchant, tuple(recording.answers)), loaded.documents


class _Recording:
    """A session that keeps what it answers."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.answers: list[tuple[str, tuple[Line, ...]]] = []

    async def fetch(self, sql: str, *args: Any) -> list[Record]:
        rows = await self._session.fetch(sql, *args)
        lines = tuple(Line(tuple(row.keys()), tuple(row)) for row in rows)
        self.answers.append((sql, lines))
        return rows

    async def fetch_one(self, sql: str, *args: Any) -> Record | None:
        rows = await self.fetch(sql, *args)
        return rows[0] if rows else None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


class _Replayed:
    """A session that answers the same once more."""

    def __init__(self, answers: Iterable[tuple[str, tuple[Line, ...]]]) -> None:
        self._answers = iter(answers)

    async def fetch(self, sql: str, *args: Any) -> list[Line]:
        asked, rows = next(self._answers)
        if asked != sql:
            self._differs(sql)
        return list(rows)

    async def fetch_one(self, sql: str, *args: Any) -> Line | None:
        rows = await self.fetch(sql, *args)
        return rows[0] if rows else None

    def _differs(self, sql: str) -> NoReturn:
        raise RuntimeError(f"loading a program asked otherwise than when it was recorded: {sql[:80]}")
