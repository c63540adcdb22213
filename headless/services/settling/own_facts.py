"""What plugins keep in tables of their own, read while facts are loaded, once for all members of a batch.

A loader that fails takes down nothing but what needs it: its rules, metrics and fields fail, each named.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from contextvars import copy_context
from typing import Any

from headless.engine.declarations.field_contexts import Asked
from headless.engine.declarations.rules import Need, Own
from headless.engine.evaluation.runner import describe
from headless.engine.member.facts import NotLoaded
from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.engine.values.frozen import freeze
from headless.ids import Prefix, encode
from headless.models.base.session import Session
from headless.plugins.contract.integrations import Merchant
from headless.services.kernel.time_budgets import OutOfTime, within

OWN_SECONDS = 5.0
Loader = Callable[..., Any]


def loaders_of(needs: Collection[Need]) -> set[Loader]:
    """Return the loaders that some needs name."""
    return {need.loader for need in needs if isinstance(need, Own)}


async def load_own(
    session: Session, program: Program, states: Mapping[int, MemberState], loaders: Collection[Loader]
) -> None:
    """Run each loader once for all members. A member for whom it gives no value gets None."""
    if not states:
        return
    merchant = Merchant(program.merchant_id, program.slug, program.currency, program.zone.name)
    ids = {encode(Prefix.MEMBER, id_): id_ for id_ in sorted(states)}
    for loader in loaders:
        values = await _run(session, merchant, loader, tuple(ids))
        for text, id_ in ids.items():
            states[id_].facts.own[loader] = values if isinstance(values, NotLoaded) else values.get(text)


async def load_of_merchant(program: Program, loader: Loader, asked: Asked) -> Any:
    """Return what a loader gives for the merchant as a whole, frozen. It is NotLoaded, and says why, if it fails."""
    merchant = Merchant(program.merchant_id, program.slug, program.currency, program.zone.name)
    name = getattr(loader, "__qualname__", repr(loader))
    try:
        return freeze(await within(OWN_SECONDS, _call(loader, merchant, asked), name, copy_context()))
    except OutOfTime as fault:
        return NotLoaded(fault.message)
    except Exception as fault:
        return NotLoaded(f"{name} failed: {describe(fault)}")


async def _run(
    session: Session, merchant: Merchant, loader: Loader, ids: tuple[str, ...]
) -> Mapping[str, Any] | NotLoaded:
    name = getattr(loader, "__qualname__", repr(loader))
    try:
        # A statement that fails would spoil the transaction of the whole batch.
        apart: AbstractAsyncContextManager[None] = session.savepoint() if session.writes else nullcontext()
        async with apart:
            # In this context, so that the plugin's models read in the transaction of the batch.
            values = dict(await within(OWN_SECONDS, _call(loader, merchant, ids), name, copy_context()) or {})
    except OutOfTime as fault:
        return NotLoaded(fault.message)
    except Exception as fault:
        return NotLoaded(f"{name} failed: {describe(fault)}")
    return {id_: freeze(value) for id_, value in values.items()}


async def _call(loader: Loader, merchant: Merchant, asked: Any) -> Any:
    return await loader(merchant, asked)
