"""Where the rules of a merchant meet: what adds up, what only the largest of counts, and what comes to nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance

_COMBINED = {
    "MAX": "only the largest counts",
    "ADD": "what each adds is summed",
    "MULTIPLY": "they multiply one another",
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Instances that meet on an event type and an asset, and what comes of it."""

    code: str
    event: str
    asset: str
    rules: tuple[str, ...]
    text: str


def conflicts(program: Program) -> list[Conflict]:
    """Everything about the rules that are on which a merchant should know."""
    found: list[Conflict] = []
    for event, listening in sorted(program.listeners.items()):
        active = [each.latest for each in listening if each.latest.on and each.latest.declared is not None]
        for asset in sorted({code for each in active for code in each.assets}):
            found += _of_asset(program, event, asset, [each for each in active if asset in each.assets])
    return [*found, *_unknown(program)]


def _of_asset(program: Program, event: str, asset: str, instances: list[Instance]) -> Iterator[Conflict]:
    by_stage: dict[str, list[Instance]] = {}
    for each in instances:
        assert each.declared is not None
        by_stage.setdefault(each.declared.stage, []).append(each)
    earning, boosting, capping = (by_stage.get(stage, []) for stage in ("earn", "boost", "cap"))
    for name in sorted({each.rule for each in earning}):
        same = [each for each in earning if each.rule == name]
        if len(same) > 1:
            text = f"{len(same)} instances of {name} may all give {asset} for {event}: what they give adds up"
            yield Conflict("GIVEN_TWICE", event, asset, _names(same), text)
    kind = program.kinds.get(asset)
    if len(boosting) > 1 and kind is not None:
        text = f"{len(boosting)} rules boost {asset} on {event}: within a group {_COMBINED[kind.stacking]} ({kind.stacking})"
        yield Conflict("BOOSTS_MEET", event, asset, _names(boosting), text)
    if boosting and not earning:
        text = f"nothing that is on gives {asset} for {event}: the boost comes to nothing"
        yield Conflict("NOTHING_TO_BOOST", event, asset, _names(boosting), text)
    if len(capping) > 1:
        text = f"{len(capping)} rules cap {asset} on {event}: the lowest binds"
        yield Conflict("CAPS_MEET", event, asset, _names(capping), text)


def _unknown(program: Program) -> Iterator[Conflict]:
    for versions in program.rules:
        latest = versions.latest
        for asset in sorted(latest.assets - set(program.kinds)) if latest.on else ():
            text = f"the asset kind {asset} does not exist: whatever {latest.name} does with it fails"
            yield Conflict("UNKNOWN_ASSET_KIND", "", asset, (latest.name,), text)


def _names(instances: list[Instance]) -> tuple[str, ...]:
    return tuple(sorted(each.name for each in instances))
