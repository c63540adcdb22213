"""Where the rules of a merchant meet: what adds up, what only the largest of counts, and what comes to nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.messages import Message

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
    """Return all that a merchant should know about how the rules that are on meet."""
    meeting: list[Conflict] = []
    for event, listening in sorted(program.listeners.items()):
        active = [
            instance.latest for instance in listening if instance.latest.on and instance.latest.declared is not None
        ]
        for asset in sorted({code for instance in active for code in instance.assets}):
            meeting += _of_asset(program, event, asset, [instance for instance in active if asset in instance.assets])
    return [*meeting, *_unknown(program)]


def _of_asset(program: Program, event: str, asset: str, instances: list[Instance]) -> Iterator[Conflict]:
    by_stage: dict[str, list[Instance]] = {}
    for instance in instances:
        assert instance.declared is not None
        by_stage.setdefault(instance.declared.stage, []).append(instance)
    earning, boosting, capping = (by_stage.get(stage, []) for stage in ("earn", "boost", "cap"))
    for name in sorted({instance.rule for instance in earning}):
        same = [instance for instance in earning if instance.rule == name]
        if len(same) > 1:
            text = Message(
                "{count} instances of {name} may all give {asset} for {event}: what they give adds up",
                count=len(same), name=name, asset=asset, event=event,
            )  # fmt: skip
            yield Conflict("GIVEN_TWICE", event, asset, _names(same), text)
    kind = program.kinds.get(asset)
    if len(boosting) > 1 and kind is not None:
        text = Message(
            "{count} rules boost {asset} on {event}: within a group {combined} ({stacking})",
            count=len(boosting), asset=asset, event=event, combined=_COMBINED[kind.stacking], stacking=kind.stacking,
        )  # fmt: skip
        yield Conflict("BOOSTS_MEET", event, asset, _names(boosting), text)
    if boosting and not earning:
        text = Message(
            "nothing that is on gives {asset} for {event}: the boost comes to nothing", asset=asset, event=event
        )
        yield Conflict("NOTHING_TO_BOOST", event, asset, _names(boosting), text)
    if len(capping) > 1:
        text = Message(
            "{count} rules cap {asset} on {event}: the lowest binds", count=len(capping), asset=asset, event=event
        )
        yield Conflict("CAPS_MEET", event, asset, _names(capping), text)


def _unknown(program: Program) -> Iterator[Conflict]:
    for versions in program.rules:
        latest = versions.latest
        for asset in sorted(latest.assets - set(program.kinds)) if latest.on else ():
            text = Message(
                "the asset kind {asset} does not exist: all that {rule} does with it fails",
                asset=asset,
                rule=latest.name,
            )
            yield Conflict("UNKNOWN_ASSET_KIND", "", asset, (latest.name,), text)


def _names(instances: list[Instance]) -> tuple[str, ...]:
    return tuple(sorted(instance.name for instance in instances))
