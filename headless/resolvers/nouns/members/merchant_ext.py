"""Fields of plugins that are the merchant's: each is answered once, whatever it was loaded from read once for the operation."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any

from headless.engine.declarations.field_contexts import Asked, MerchantContext, Page
from headless.engine.declarations.rules import Own
from headless.engine.member.facts import NotLoaded
from headless.engine.program.active_declarations import Active
from headless.models.tables.configuration.merchants import MerchantRow
from headless.resolvers.nouns.members.field_values import (
    Question,
    Served,
    active_of,
    answered,
    asked_page,
    question_of,
    with_members,
)
from headless.resolvers.reading.context import BatchFunction, ReadContext
from headless.services.settling.own_facts import load_of_merchant


class MerchantExtRow:
    """The merchant as plugins' fields take it, with what was loaded for them."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._loaded: dict[Any, Any] = {}

    async def facts(self, ctx: ReadContext, active: Active, question: Question, page: Page | None) -> Mapping[str, Any]:
        """Return what a field needs, by name."""
        needs: Mapping[str, Own] = active.declared.needs
        facts = {}
        for name, need in needs.items():
            key = need.loader, repr(question.said), page
            async with self._lock:
                if key not in self._loaded:
                    # in its session, so that the plugin's models read
                    async with ctx.kernel.db.read():
                        asked = Asked(question.arguments, page)
                        self._loaded[key] = await load_of_merchant(ctx.program, need.loader, asked)
            facts[name] = self._loaded[key]
        return facts


async def merchant_ext(ctx: ReadContext, rows: Sequence[MerchantRow]) -> list[MerchantExtRow]:
    """Return the merchant as plugins' fields take it."""
    return [MerchantExtRow()] * len(rows)


def merchant_answer_of(served: Served) -> BatchFunction:
    """Return the batch function behind one field that a plugin adds to the merchant. One that fails is null, with an error."""

    async def answer(ctx: ReadContext, rows: Sequence[MerchantExtRow], /, **given: Any) -> list[Any]:
        active = active_of(ctx, served)
        question = question_of(ctx, active, served, given)
        part = question.slice(ctx, served, None)
        page = asked_page(part)
        facts = await rows[0].facts(ctx, active, question, page)
        value = answered(ctx, active, served, part, partial(_context, ctx, active, facts, question, page))
        return await with_members(ctx, served.shape, [value]) * len(rows)

    return answer


def _context(
    ctx: ReadContext, active: Active, facts: Mapping[str, Any], question: Question, page: Page | None
) -> MerchantContext[Any]:
    for fact in facts.values():
        if isinstance(fact, NotLoaded):
            raise fact
    today = date.fromordinal(ctx.today)
    return MerchantContext(
        active.settings, MappingProxyType(dict(facts)), today, ctx.program.kinds_view,
        lang=ctx.lang, arguments=question.arguments, page=page,
    )  # fmt: skip
