"""Why events that are kept were refused or failed."""

import json
from collections.abc import Collection, Container
from typing import NamedTuple

from tortoise import fields

from headless.engine.explaining.fact_scopes import COUPONS, Allows, reads_words
from headless.engine.member.journal import EventProblem
from headless.engine.texts.wording import as_kept, from_kept
from headless.engine.values.problems import Problem, as_told
from headless.messages import Message
from headless.models.base.mapping import Conversion, RowMap, columns, compact, reader
from headless.models.base.row import Row
from headless.models.base.session import Session

_COUPON, _RULE = Message("a coupon cannot be used"), Message("a rule refused it")
"""What is said of coupons to those who may not know their codes, and of rules' own words to those who may not know every fact."""


class EventProblemRow(Row):
    """What stood against an event. problem: a document. cause_id: the event whose rule emitted it, if a rule did."""

    keys = ("merchant_id", "member_id", "event_id")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField()
    event_id = fields.BigIntField(primary_key=True, generated=False)
    cause_id = fields.BigIntField(null=True)
    noted_at = fields.BigIntField()
    problem = fields.TextField()

    class Meta:
        table = "event_problem"


class NotedProblem(NamedTuple):
    """What stood against an event. problem: JSON text with outcome, code, message (in English, and as it was made) and path."""

    event_id: int
    cause_id: int | None
    problem: str

    def told(self, allows: Allows, kinds: Container[str] | None = None) -> Problem:
        """Return it for a reader, who need not be the one who sent the event. allows, kinds: as in `as_told`."""
        document = json.loads(self.problem)
        path = tuple(document["path"])
        message = from_kept(document) if "template" in document else Message.plain(document["message"])
        if "coupons" in path and not allows(COUPONS):
            message = _COUPON
        if message.is_plain and not reads_words(allows):
            message = _RULE
        return as_told(Problem(document["outcome"], document["code"], message, path=path), allows, kinds)


def _document(problem: Problem) -> str:
    return compact({
        "outcome": problem.outcome, "code": problem.code, "message": problem.message, "path": problem.path,
        **as_kept(problem.message),
    })  # fmt: skip


PROBLEMS: RowMap[EventProblem] = RowMap(EventProblemRow, EventProblem, convert={"problem": Conversion(_document)})


_KEPT = """SELECT 1 FROM event_problem p JOIN event e ON e.merchant_id = p.merchant_id AND e.id = p.event_id
WHERE p.merchant_id = $1 AND p.cause_id = $2 AND e.external_id = $3 LIMIT 1"""


async def is_kept(session: Session, merchant_id: int, cause_id: int, external_id: str) -> bool:
    """Return True if an event that the rule of another emitted under this number is kept as failed."""
    return bool(await session.fetch(_KEPT, merchant_id, cause_id, external_id))


class _Caused(NamedTuple):
    cause_id: int
    event_id: int


async def failed_of_causes(session: Session, merchant_id: int, cause_ids: Collection[int]) -> dict[int, list[int]]:
    """Return the events that failed and that rules emitted because of other events, by those, oldest first."""
    sql = f"""SELECT {columns(_Caused)} FROM event_problem WHERE merchant_id = $1
AND {session.any_of("cause_id", 2)} AND cause_id IS NOT NULL ORDER BY event_id"""
    failed: dict[int, list[int]] = {}
    for caused in reader(_Caused)(await session.fetch(sql, merchant_id, sorted(set(cause_ids)))):
        failed.setdefault(caused.cause_id, []).append(caused.event_id)
    return failed


async def failed_emit_problems(session: Session, merchant_id: int, cause_id: int) -> list[NotedProblem]:
    """Return what stood against the events that rules emitted because of an event, oldest first."""
    sql = (
        f"SELECT {columns(NotedProblem)} FROM event_problem WHERE merchant_id = $1 AND cause_id = $2 ORDER BY event_id"
    )
    return reader(NotedProblem)(await session.fetch(sql, merchant_id, cause_id))


async def problems_of(
    session: Session, merchant_id: int, member_ids: Collection[int], event_ids: Collection[int]
) -> dict[int, NotedProblem]:
    """Return what stood against events of members, by event."""
    sql = f"""SELECT {columns(NotedProblem)} FROM event_problem WHERE merchant_id = $1
AND {session.any_of("member_id", 2)} AND {session.any_of("event_id", 3)}"""
    rows = await session.fetch(sql, merchant_id, sorted(set(member_ids)), sorted(set(event_ids)))
    return {noted.event_id: noted for noted in reader(NotedProblem)(rows)}
