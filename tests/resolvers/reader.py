"""Asks the API and answers with plain data."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from headless.models.database.postgres_session import PostgresSession
from headless.models.database.sqlite_session import SqliteSession
from headless.schema.serving.execution import Api, Request
from headless.services.configuration.tag_kinds import save_tag
from tests.services.shop import Shop


@dataclass
class Reader:
    """A token of the shop, every scope by default."""

    api: Api
    shop: Shop

    async def answer(self, query: str, *, scopes: set[str] | None = None, lang: str = "en", **variables: Any) -> Any:
        """The whole response."""
        owner = self.shop.owner
        principal = owner if scopes is None else replace(owner, scopes=frozenset(scopes))
        return await self.api.answer(self.shop.kernel, principal, Request(query, variables, lang=lang))

    async def ask(self, query: str, **given: Any) -> Any:
        """The data of a response without errors."""
        response = await self.answer(query, **given)
        assert "errors" not in response, response["errors"]
        return response["data"]

    async def of_member(self, fields: str, number: str = "m1", **given: Any) -> Any:
        """Fields of one member, by the card number."""
        data = await self.ask(f'{{ member(by: {{number: "{number}"}}) {{ {fields} }} }}', **given)
        return data["member"]

    async def errors(self, query: str, **given: Any) -> list[str]:
        """The codes of a response's errors."""
        response = await self.answer(query, **given)
        return [error["extensions"]["code"] for error in response.get("errors", ())]


@dataclass
class Statements:
    """The statements sent since the last reset."""

    sent: list[str] = field(default_factory=list)

    def listen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for session in (SqliteSession, PostgresSession):
            monkeypatch.setattr(session, "fetch", self._noting(session.fetch))

    def _noting(self, fetch: Any) -> Any:
        async def noting(session: Any, sql: str, *args: Any) -> Any:
            self.sent.append(sql)
            return await fetch(session, sql, *args)

        return noting

    def take(self) -> int:
        """Return how many there were, and start over."""
        number = len(self.sent)
        self.sent.clear()
        return number


async def label(shop: Shop, code: str, condition: Any = None) -> None:
    """Save a tag of the shop."""
    saved = await save_tag(shop.kernel, shop.owner, {"code": code, "name": code.title(), "condition": condition})
    assert saved.problem is None, saved.problem
