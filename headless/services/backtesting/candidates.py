"""The candidate: changes saved in a transaction that is undone, so that it is judged just as the real ones would be."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from headless.engine.metrics.spec import Registry
from headless.engine.values.problems import Problem
from headless.errors import HeadlessError
from headless.messages import Message
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
    """What is live, and the candidate with its metrics."""

    live: Configuration
    candidate: Configuration
    metrics: Registry

    @property
    def tag_codes(self) -> set[str]:
        """The tags of both."""
        return {document["code"] for side in (self.live, self.candidate) for _, document in side.tags.values()}


class _Undo(Exception):
    """Ends the transaction, so that nothing of it is kept."""


def changes_of(asked: Json) -> Sequence[Json]:
    """Return the changes that a back-test was asked for with: several, or one."""
    several: Sequence[Json] | None = asked.get("changes")
    return [asked["change"]] if several is None else several


async def trial_of(kernel: Kernel, principal: Principal, changes: Sequence[Json]) -> Trial | Problem:
    """Return the candidate of changes saved one after another, or the problem that forbids it. Nothing is written.

    changes: each one of rule, plugin, tierTrack, tag, assetKind, as the mutation that saves it takes it. The path of a problem
    begins with the number of its change, from 0.
    """
    trials: list[Trial] = []
    at = 0
    try:
        async with kernel.db.transaction() as session:
            merchant = await kernel.programs.merchant(session, principal.merchant_id)
            live = await read_configuration(session, merchant, kernel.settings)
            for at in range(len(changes)):
                await _save(kernel, session, principal, changes[at])
            trials.append(await _trial(kernel, session, principal, live))
            raise _Undo
    except _Undo:
        return trials[0]
    except Stop as stopped:
        return _within(at, changes[at], stopped.problem)
    except HeadlessError as fault:
        return _within(at, changes[at], problem_of(fault))


async def _save(kernel: Kernel, session: Session, principal: Principal, change: Json) -> None:
    # A cache of its own for each change: what is undone must not stay in the one that others share.
    apart = replace(kernel, programs=Programs(kernel.registry, kernel.settings))
    merchant = await apart.programs.merchant(session, principal.merchant_id)
    await _work(kernel, change)(Desk(apart, session, principal, merchant, kernel.now(merchant)))


async def _trial(kernel: Kernel, session: Session, principal: Principal, live: Configuration) -> Trial:
    merchant = await Programs(kernel.registry, kernel.settings).merchant(session, principal.merchant_id)
    candidate = await read_configuration(session, merchant, kernel.settings)
    program, _ = assembled(candidate, kernel.registry)
    return Trial(live, candidate, program.metrics)


def _work(kernel: Kernel, change: Json) -> Work:
    given = [(name, document) for name, document in change.items() if document is not None]
    if len(given) != 1:
        raise stop("ONE_CHANGE", Message("give exactly one of rule, plugin, tierTrack, tag, assetKind"))
    name, document = given[0]
    rest = {key: value for key, value in document.items() if key != "expectedVersion"}
    expected = document.get("expectedVersion")
    if name == "plugin":
        return plugin_work(kernel.registry, str(rest["name"]), rest.get("settings"))
    makers: Mapping[str, Callable[[Json, int | None], Work]] = {
        "rule": rule_work, "tierTrack": tier_track_work, "tag": tag_work, "assetKind": asset_kind_work,
    }  # fmt: skip
    if name not in makers:
        raise stop("UNKNOWN_CHANGE", Message("{name!r} is no change that can be tried", name=name), "change")
    return makers[name](rest, expected)


def _within(at: int, change: Json, problem: Problem) -> Problem:
    """Return the problem with the number and the name of its change before its path."""
    name = next((name for name, document in change.items() if document is not None), None)
    return replace(problem, path=(str(at), *([name] if name else []), *problem.path))
