"""The candidate: a change saved in a transaction that is undone, so that it is judged just as the real one would be."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from headless.engine.values.problems import Problem
from headless.errors import HeadlessError
from headless.models.base.session import Session
from headless.plugins.loading.configurations import Configuration, assembled
from headless.services.configuration.asset_kinds import asset_kind_work
from headless.services.configuration.rules import rule_work
from headless.services.configuration.saving import Desk, Stop, problem_of, stop
from headless.services.configuration.tag_kinds import tag_work
from headless.services.configuration.tier_tracks import tier_track_work
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal
from headless.services.kernel.programs import Programs, read_configuration
from headless.services.plugin_admin.plugins import plugin_work

Work = Callable[[Desk], Awaitable[Saved]]
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trial:
    """What is live, and the candidate."""

    live: Configuration
    candidate: Configuration


class _Undo(Exception):
    """Ends the transaction, so that nothing of it is kept."""


async def trial_of(kernel: Kernel, principal: Principal, change: Json) -> Trial | Problem:
    """Return the candidate of a change, or the problem that forbids saving it. Nothing is written.

    change: one of rule, plugin, tierTrack, tag, assetKind, as the mutation that saves it takes it.
    """
    trials: list[Trial] = []
    try:
        async with kernel.db.transaction() as session:
            trials.append(await _tried(kernel, session, principal, change))
            raise _Undo
    except _Undo:
        return trials[0]
    except Stop as stopped:
        return _within(change, stopped.problem)
    except HeadlessError as fault:
        return _within(change, problem_of(fault))


async def _tried(kernel: Kernel, session: Session, principal: Principal, change: Json) -> Trial:
    merchant = await kernel.programs.merchant(session, principal.merchant_id)
    live = await read_configuration(session, merchant)
    # A cache of its own: what is undone must not stay in the one that others share.
    apart = replace(kernel, programs=Programs(kernel.registry))
    await _work(kernel, change)(Desk(apart, session, principal, merchant, kernel.now(merchant)))
    candidate = await read_configuration(session, merchant)
    assembled(candidate, kernel.registry)
    return Trial(live, candidate)


def _work(kernel: Kernel, change: Json) -> Work:
    given = [(name, document) for name, document in change.items() if document is not None]
    if len(given) != 1:
        raise stop("ONE_CHANGE", "give exactly one of rule, plugin, tierTrack, tag, assetKind")
    name, document = given[0]
    rest = {key: value for key, value in document.items() if key != "expectedVersion"}
    expected = document.get("expectedVersion")
    if name == "plugin":
        return plugin_work(kernel.registry, str(rest["name"]), rest.get("settings"))
    makers: Mapping[str, Callable[[Json, int | None], Work]] = {
        "rule": rule_work, "tierTrack": tier_track_work, "tag": tag_work, "assetKind": asset_kind_work,
    }  # fmt: skip
    if name not in makers:
        raise stop("UNKNOWN_CHANGE", f"{name!r} is no change that can be tried", "change")
    return makers[name](rest, expected)


def _within(change: Json, problem: Problem) -> Problem:
    """Return the problem with its path as the caller of a back-test sees it."""
    name = next((name for name, document in change.items() if document is not None), None)
    return replace(problem, path=("change", *([name] if name else []), *problem.path))
