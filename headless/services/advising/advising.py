"""Advice on a merchant's configuration, with what its members say of it."""

from collections.abc import Mapping

from headless.engine.advice.advising import advice_on
from headless.engine.advice.missing_names import missing_in_settings
from headless.engine.advice.records import Advice, Checked, Crowd
from headless.engine.advice.spread import SAMPLE, is_uneven, ladder_test
from headless.engine.program.program import Program
from headless.models.base.session import Session
from headless.models.conditions.conditions import untracked_keys
from headless.models.conditions.samples import sample_values
from headless.models.tables.members.figures import active_by_tier, count_active_members
from headless.plugins.loading.instances import Instances
from headless.services.advising.declared import faults, owned_settings, rates
from headless.services.advising.named_settings import names_in, tables_in
from headless.services.kernel.kernel import Kernel


async def advise(session: Session, program: Program, instances: Instances, now: int) -> list[Advice]:
    """Return everything that there is to say of a configuration at an instant. Nothing is changed."""
    owned = list(owned_settings(program, instances))
    checked = Checked(
        program,
        now,
        [name for settings in owned for name in names_in(settings)],
        [table for settings in owned for table in tables_in(settings)],
        list(faults(program, instances)),
        rates(program, instances),
        await _crowds(session, program, now),
    )
    return advice_on(checked)


def missing_by_rule(program: Program, instances: Instances) -> Mapping[str, Advice]:
    """Return the first thing that the settings of each rule name and that is not there, by what it is about."""
    missing: dict[str, Advice] = {}
    for settings in owned_settings(program, instances):
        for advice in missing_in_settings(names_in(settings), program):
            missing.setdefault(advice.about, advice)
    return missing


async def check_merchant(kernel: Kernel, slug: str) -> list[Advice]:
    """Return the advice on a merchant of a slug. Raise NotFound if there is none."""
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, slug)
        seen = await kernel.programs.seen(session, merchant)
        return await advise(session, seen.program, seen.instances, kernel.now(merchant))


async def _crowds(session: Session, program: Program, now: int) -> list[Crowd]:
    """Read how the active members are spread over the ladders that they climb. Values are read where that is uneven."""
    tracks = [track for track in program.tracks.values() if track.kind == "EARNED"]
    if not tracks:
        return []
    members = await count_active_members(session, program.merchant_id)
    on = await active_by_tier(session, program.merchant_id, [track.id for track in tracks])
    crowds = []
    for track in tracks:
        crowd, test = Crowd(track, members, on), ladder_test(track, program)
        if test is not None and is_uneven(crowd) and not untracked_keys(test, program.tracked):
            values = await sample_values(session, program, test, now, SAMPLE)
            crowd = Crowd(track, members, on, values)
        crowds.append(crowd)
    return crowds
