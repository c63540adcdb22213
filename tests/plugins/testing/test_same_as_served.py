"""The kit answers as the served GraphQL does: the same story, told to both, ends the same."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pytest

from headless.plugins.testing import Member, Shop
from headless.services.worker.worker import work_once
from tests.plugins.frozen import stamp_club
from tests.plugins.testing.reading_club import ReadingClub
from tests.web.shop import Shop as Served
from tests.web.shop import open_shop

Json = Mapping[str, Any]
NOW = "2026-02-02T02:40:00+00:00"


class Step(NamedTuple):
    """An event of a member, or the time to which all goes on."""

    at: str
    who: str = ""
    type: str = ""
    key: str = ""
    data: Json = {}


def order(at: str, who: str, number: str, total: str, key: str | None = None) -> Step:
    return Step(at, who, "order.paid", key or number, {"orderId": number, "total": total})


def read(at: str, who: str, key: str, **data: Any) -> Step:
    return Step(at, who, "reading_club.read", key, data)


STORIES: Mapping[str, Sequence[Step]] = {
    "orders, repeated and refunded": [
        order("2026-02-02T00:10:00+00:00", "ann", "o1", "30"),
        order("2026-02-02T00:10:00+00:00", "ann", "o1", "30"),
        order("2026-02-02T00:10:00+00:00", "ann", "o2", "31", key="o1"),
        order("2026-02-02T00:20:00+00:00", "bob", "o1", "30", key="other"),
        order("2026-02-02T01:00:00+00:00", "ann", "o3", "80.50"),
        Step(
            "2026-02-02T02:00:00+00:00",
            "ann",
            "order.refunded",
            "r1",
            {"refundId": "r1", "amount": "10", "orderId": "o3"},
        ),
        Step("2026-02-10T12:00:00+00:00"),
    ],
    "once a day, friends, jobs and other months": [
        read("2026-02-02T00:10:00+00:00", "ann", "a", minutes=7),
        read("2026-02-02T00:20:00+00:00", "ann", "b", minutes=9),
        read("2026-02-02T00:30:00+00:00", "bob", "c", minutes=0),
        read("2026-02-02T00:40:00+00:00", "bob", "d", minutes=1),
        Step("2026-03-05T12:00:00+00:00"),
        read("2026-03-05T11:00:00+00:00", "bob", "e", minutes=4, friend="ann"),
        Step("2026-04-02T12:00:00+00:00"),
    ],
    "stamps, requests that are refused, rankings": [
        *(order(f"2026-02-02T01:0{number}:00+00:00", "ann", f"s{number}", "20") for number in range(4)),
        Step("2026-02-02T02:00:00+00:00", "bob", "stamp_club.guessed", "g1", {"coffee": "mocha"}),
        Step("2026-02-02T02:00:00+00:00", "ann", "stamp_club.guessed", "g2", {"coffee": "flat white", "toldBy": "bob"}),
        Step("2026-06-02T12:00:00+00:00"),
    ],
}
MEMBER = """query($id: ID!) { member(by: {id: $id}) {
  assets { kind { code } available pending debt earned }
  tags { tag { code } }
  standings { track { code } tier { code } }
  orders: metric(name: "orders") spend: metric(name: "net_spend")
  events(first: 50) { edges { node { type state occurredAt data } } } } }"""
RECORD = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) {
  results { status changes { kind code amount } userErrors { code } } } }"""
SAVE = """mutation {
  tag: tagSave(input: {code: "collector", name: "Collector"}) { userErrors { message } }
  regular: tagSave(input: {code: "regular", name: "Regular", condition: {test: {metric: "orders", op: GTE, value: 2}}}) {
    userErrors { message } }
  spend: ruleSave(input: {rule: "points_per_spend"}) { userErrors { message } }
  reading: pluginEnable(input: {name: "reading_club"}) { userErrors { message } }
  stamps: pluginEnable(input: {name: "stamp_club"}) { userErrors { message } }
  collectors: tierTrackSave(input: {code: "collectors", name: "collectors", kind: EARNED, default: true,
    rule: "stamp_club.collectors", tiers: [{code: "collector", name: "collector", rank: 1}]}) { userErrors { message } }
  busiest: tierTrackSave(input: {code: "busiest", name: "busiest", kind: EARNED, rule: "stamp_club.busiest",
    tiers: [{code: "busy", name: "busy", rank: 1}]}) { userErrors { message } }
}"""
TRACKS = (
    {"code": "collectors", "rule": "stamp_club.collectors", "tiers": [{"code": "collector"}]},
    {"code": "busiest", "rule": "stamp_club.busiest", "tiers": [{"code": "busy"}]},
)
TAGS = (
    {"code": "collector", "name": "Collector"},
    {"code": "regular", "name": "Regular", "condition": {"test": {"metric": "orders", "op": "GTE", "value": 2}}},
)


def shown(answer: Any, ids: Mapping[str, str]) -> Any:
    """What is answered of a member, with names in place of ids, and events by when they happened."""
    if isinstance(answer, str):
        return ids.get(answer, answer)
    if isinstance(answer, list):
        return [shown(part, ids) for part in answer]
    if isinstance(answer, dict):
        return {name: shown(part, ids) for name, part in answer.items()}
    return answer


def in_order(member: Any) -> Any:
    member["events"]["edges"].sort(key=lambda edge: str(sorted(edge["node"].items(), key=str)))
    return member


def named(data: Json, ids: Mapping[str, str]) -> dict[str, Any]:
    return {name: ids.get(value, value) if isinstance(value, str) else value for name, value in data.items()}


def told_to_kit(story: Sequence[Step]) -> tuple[list[Any], Any]:
    """The answers to each step, and what is read of the members at the end."""
    plugins = ReadingClub(), stamp_club
    names = "reading_club", "stamp_club"
    shop = Shop(*plugins, names=names, rules={"points_per_spend": {}}, tags=TAGS, tracks=TRACKS)
    shop.pass_time(NOW)
    members: dict[str, Member] = {}
    for who in ("ann", "bob"):
        members[who] = shop.member(joined="2025-01-01T00:00:00+00:00")
        members[who].send("member.joined", "2025-01-01T00:00:00+00:00")
    ids = {member.id: who for who, member in members.items()}
    known = {who: member.id for who, member in members.items()}
    answers: list[Any] = []
    for step in story:
        if not step.who:
            shop.pass_time(step.at)
            continue
        said = members[step.who].send(step.type, step.at, key=step.key, **named(step.data, known))
        answers.append((said.status, said.code, sorted({(kind, code) for kind, code, *_ in said.changes})))
    assert [] == shop.verify()
    read_ = [shop.graphql(MEMBER, {"id": member.id}) for member in members.values()]
    assert all("errors" not in answer for answer in read_), read_
    return answers, [in_order(shown(answer["data"]["member"], ids)) for answer in read_]


async def told_to_server(served: Served, story: Sequence[Step]) -> tuple[list[Any], Any]:
    """The same of a server."""
    saved = await served.ask(SAVE)
    assert all(not part["userErrors"] for part in saved.values()), saved
    known = {}
    create = 'mutation { memberCreate(input: {joinedAt: "2025-01-01T00:00:00Z"}) { member { id } } }'
    for who in ("ann", "bob"):
        known[who] = (await served.ask(create))["memberCreate"]["member"]["id"]
    ids = {id_: who for who, id_ in known.items()}
    answers: list[Any] = []
    for step in story:
        if not step.who:
            sent = "mutation($to: DateTime!) { clockAdvance(input: {to: $to}) { userErrors { message } } }"
            await served.ask(sent, {"to": step.at})
            await work_once(served.kernel)
            continue
        event = {
            "type": step.type, "member": {"id": known[step.who]}, "source": "till", "externalId": step.key,
            "occurredAt": step.at, "data": named(step.data, known),
        }  # fmt: skip
        (result,) = (await served.ask(RECORD, {"events": [event]}))["eventsRecord"]["results"]
        await work_once(served.kernel)
        code = result["userErrors"][0]["code"] if result["userErrors"] else None
        answers.append((
            result["status"], code, sorted({(change["kind"], change["code"]) for change in result["changes"]}),
        ))  # fmt: skip
    read_ = [(await served.ask(MEMBER, {"id": id_}))["member"] for id_ in known.values()]
    return answers, [in_order(shown(member, ids)) for member in read_]


@pytest.mark.parametrize("name", STORIES)
async def test_the_same_story_ends_the_same(name: str, database_url: str) -> None:
    async with open_shop(database_url, reading_club=ReadingClub(), stamp_club=stamp_club) as served:
        expected, members = await told_to_server(served, STORIES[name])
    answers, read_ = told_to_kit(STORIES[name])

    assert expected == answers
    assert members == read_
