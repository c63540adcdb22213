"""Strikes: how often each rule failed or took too long, so that those that go on doing so are paused."""

from headless.engine.evaluation.stages import Proposal
from headless.engine.member.journal import Journal, Strike
from headless.engine.values.limits import RULE_BUDGET_MS


def note_strikes(journal: Journal, proposal: Proposal) -> None:
    """Count what the rules that were asked about an event did wrong."""
    budget_seconds = RULE_BUDGET_MS / 1_000
    for said in proposal.said:
        if said.failure is None and said.seconds <= budget_seconds:
            continue
        if said.paused:
            continue
        instance, slow = said.instance, said.seconds > budget_seconds
        key = (instance.plugin, f"rule:{instance.id}")
        strike = journal.strikes.setdefault(key, Strike())
        strike.failures += said.failure is not None
        strike.slow += slow
        strike.error = said.failure or f"it took {said.seconds * 1_000:.0f} ms; a rule has {RULE_BUDGET_MS} ms"
