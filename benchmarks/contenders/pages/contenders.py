"""How each server is asked for the same, and whether all say the same."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from benchmarks.contenders.pages.client import one
from benchmarks.contenders.pages.queries import DEEP_MEMBERS, WORDS

PATHS = {"ours": "/graphql", "stock": "/graphql/", "postgraphile": "/graphql"}
LIMIT_PATHS = {"list": "/list", "page": "/page/{number}", "filtered": "/filtered", "deep": "/list?after={cursor}"}
STEP_MEMBERS = 100


@dataclass(frozen=True, slots=True)
class Contender:
    """One server. cursor: its own, for where the deep page begins."""

    name: str
    url: str
    pid: int
    token: str
    members: int
    cursor: str = ""

    def requests(self, question: str) -> Iterator[bytes]:
        """Yield requests without end: the same list, or the page of one member after another."""
        for at in count(1):
            yield self._request(question, f"n{at * 7919 % self.members}")

    def _request(self, question: str, number: str) -> bytes:
        if self.name == "limit":
            return _http("GET", LIMIT_PATHS[question].format(number=number, cursor=self.cursor), b"", "")
        variables = {"page": {"number": number}, "deep": {"after": self.cursor}}.get(question, {})
        return self._post(WORDS[self.name][question], variables)

    def _post(self, query: str, variables: dict[str, Any]) -> bytes:
        asked = {"query": query, "variables": variables} if variables else {"query": query}
        return _http("POST", PATHS[self.name], json.dumps(asked).encode(), self.token if self.name == "ours" else "")

    async def data(self, question: str) -> object:
        """Return the data of one answer. Raise ValueError if it has errors."""
        return await self._data(next(self.requests(question)))

    async def _data(self, request: bytes) -> Any:
        found = json.loads(await one(self.url, request))
        if "errors" in found:
            raise ValueError(f"{self.name}: {found['errors'][:2]}")
        return found["data"]

    async def at_depth(self, ids: list[int]) -> "Contender":
        """Return the contender with its cursor for the deep page, of members with these ids."""
        place = min(DEEP_MEMBERS, self.members // 2)
        if self.name == "ours":
            return replace(self, cursor=await self._walked(place))
        if self.name == "postgraphile":
            query = "query ($offset: Int!) { allMembers(first: 1, offset: $offset) { edges { cursor } } }"
            found = await self._data(self._post(query, {"offset": place - 1}))
            return replace(self, cursor=found["allMembers"]["edges"][0]["cursor"])
        return replace(self, cursor=str(ids[place - 1]))

    async def _walked(self, place: int) -> str:
        query, cursor = "query ($n: Int, $c: String) { members(first: $n, after: $c) { pageInfo { endCursor } } }", None
        for start in range(0, place, STEP_MEMBERS):
            found = await self._data(self._post(query, {"n": min(STEP_MEMBERS, place - start), "c": cursor}))
            cursor = found["members"]["pageInfo"]["endCursor"]
        return str(cursor)


def _http(method: str, path: str, body: bytes, token: str) -> bytes:
    head = [
        f"{method} {path} HTTP/1.1",
        "Host: bench",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    if token:
        head.append(f"Authorization: Bearer {token}")
    return "\r\n".join([*head, "", ""]).encode() + body


async def agreed(contenders: list[Contender], question: str) -> int:
    """Return the number of values in the answer. Raise ValueError unless all give the same answer."""
    answers = await asyncio.gather(*(each.data(question) for each in contenders))
    for contender, answer in zip(contenders, answers, strict=True):
        if answer != answers[0]:
            raise ValueError(f"{contender.name} answers differently: {json.dumps(answer, ensure_ascii=False)[:2000]}\n"
                             f"{contenders[0].name}: {json.dumps(answers[0], ensure_ascii=False)[:2000]}")  # fmt: skip
    return _values(answers[0])


def _values(document: object) -> int:
    if isinstance(document, dict):
        return sum(_values(each) for each in document.values())
    if isinstance(document, list):
        return sum(_values(each) for each in document)
    return 1
