"""What one worker has claimed no other gets, until its lease ends or it is put off to a later moment."""

from collections.abc import Sequence

from headless.models.base.session import Session
from headless.models.database.database import Database
from headless.models.tables.events.outbox import EMIT, claim_messages, end_message, put_off_message, waiting_by_plugin
from headless.models.tables.work.actions import RunKey, begin_run, end_run, known_run
from headless.models.tables.work.retries import RetryState, backlogs, claim_retry, note_retry, resume_retries
from headless.models.tables.work.schedules import DueSchedule, claim_schedule, end_ranking, lease_schedule, set_schedule
from tests.models.rows import add, add_member

MERCHANT = 1
NOW, LEASE_END = 1_000, 1_060
KEY = RunKey(MERCHANT, "quiz", "start", "k1")


async def add_messages(session: Session, *ids: int, topic: str = EMIT) -> None:
    for id_ in ids:
        await add(session, "outbox", merchant_id=MERCHANT, id=id_, topic=topic, document='{"n":1}', created_at=0)


async def claimed(session: Session, now: int = NOW, most: int = 10, topic: str = EMIT) -> Sequence[tuple[int, int]]:
    messages = await claim_messages(session, MERCHANT, topic, now=now, until=now + 60, most=most)
    return [(message.id, message.attempts) for message in messages]


async def test_messages_are_claimed_oldest_first_and_once(database: Database) -> None:
    async with database.transaction() as session:
        await add(session, "merchant")
        await add_messages(session, 3, 1, 2)

        assert await claimed(session, most=2) == [(1, 1), (2, 1)]
        assert await claimed(session) == [(3, 1)]
        assert await claimed(session) == []


async def test_a_message_is_free_again_when_its_lease_ends(database: Database) -> None:
    async with database.transaction() as session:
        await add(session, "merchant")
        await add_messages(session, 1)
        await claimed(session)

        assert await claimed(session, now=LEASE_END - 1) == []
        assert await claimed(session, now=LEASE_END) == [(1, 2)]


async def test_a_message_that_was_put_off_waits_and_one_that_ended_is_never_claimed(database: Database) -> None:
    async with database.transaction() as session:
        await add(session, "merchant")
        await add_messages(session, 1, 2)
        await claimed(session)
        await put_off_message(session, MERCHANT, 1, {"problem": "no"}, again_at=5_000)
        await end_message(session, MERCHANT, 2, {}, delivered_at=NOW)

        assert await claimed(session, now=4_999) == []
        assert await claimed(session, now=5_000) == [(1, 2)]


async def test_each_plugin_has_messages_of_its_own(database: Database) -> None:
    async with database.transaction() as session:
        await add(session, "merchant")
        await add_messages(session, 1, 2, topic="observe:quiz")
        await add_messages(session, 3, topic="observe:club")
        await add_messages(session, 4)

        assert await waiting_by_plugin(session, MERCHANT) == {"quiz": 2, "club": 1}
        assert await claimed(session, topic="observe:club") == [(3, 1)]


async def test_the_schedule_due_first_is_claimed_unless_it_is_leased(database: Database) -> None:
    async with database.transaction() as session:
        await add(session, "merchant")
        for code, due_at in (("rank:vip", 10), ("job:quiz.ask", 20), ("job:quiz.late", 2_000)):
            await add(session, "schedule", merchant_id=MERCHANT, code=code, due_at=due_at, day=3)
        ranking = await claim_schedule(session, MERCHANT, NOW, NOW, "")
        assert ranking == DueSchedule("rank:vip", 10, 3, 0)

        await lease_schedule(session, MERCHANT, "rank:vip", LEASE_END)
        job = await claim_schedule(session, MERCHANT, NOW, NOW, "")
        assert job == DueSchedule("job:quiz.ask", 20, 3, 0)
        assert await claim_schedule(session, MERCHANT, NOW, NOW, "rank:") is None

        await set_schedule(session, MERCHANT, job._replace(due_at=3_000, day=4, after_id=8))
        await end_ranking(session, MERCHANT, ranking, 4_000, 5)
        assert await claim_schedule(session, MERCHANT, NOW, NOW, "") is None
        assert await claim_schedule(session, MERCHANT, 3_000, NOW, "job:quiz.a") == DueSchedule(
            "job:quiz.ask", 3_000, 4, 8
        )


async def test_a_ranking_that_was_scheduled_again_meanwhile_keeps_that_time(database: Database) -> None:
    async with database.transaction() as session:
        await add(session, "merchant")
        await add(session, "schedule", merchant_id=MERCHANT, code="rank:vip", due_at=500, day=3)
        await end_ranking(session, MERCHANT, DueSchedule("rank:vip", 10, 3, 0), 4_000, 5)

        due = await claim_schedule(session, MERCHANT, NOW, NOW, "")

        assert due == DueSchedule("rank:vip", 500, 3, 0)


async def test_a_retry_waits_rests_and_is_resumed(database: Database) -> None:
    async with database.transaction() as session:
        await add_member(session)
        await add(session, "event")
        await add(session, "rule_retry", rule_id=9, due_at=NOW)
        assert await claim_retry(session, MERCHANT, NOW - 1) is None
        retry = await claim_retry(session, MERCHANT, NOW)
        assert retry is not None

        await note_retry(session, MERCHANT, retry, 8, NOW, RetryState.GIVEN_UP)
        assert await claim_retry(session, MERCHANT, NOW) is None
        assert [backlog[1:] for backlog in (await backlogs(session, MERCHANT)).values()] == [(0, 1, 0)]

        await resume_retries(session, MERCHANT, [9], NOW)
        assert await claim_retry(session, MERCHANT, NOW) == retry


async def test_a_run_of_an_action_is_begun_once_under_its_key(database: Database) -> None:
    async with database.transaction() as session:
        await add(session, "merchant")

        assert await begin_run(session, KEY, "hash", None, LEASE_END, NOW)
        assert not await begin_run(session, KEY, "other", None, LEASE_END, NOW)
        assert await known_run(session, KEY) == ("hash", None, LEASE_END)

        await end_run(session, KEY, "{}", NOW)
        assert await known_run(session, KEY) == ("hash", "{}", None)
