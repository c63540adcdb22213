"""The check of a plugin: it is tried twice, in processes of its own, and the results are judged."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from headless.engine.values.limits import RULE_BUDGET_MS
from headless.errors import Invalid
from headless.messages import Message
from headless.plugins.conformance.descriptions import described, settings_described
from headless.plugins.conformance.findings import AREAS, Finding, Report, report_of
from headless.plugins.conformance.purity import pure
from headless.plugins.conformance.translations import translated
from headless.plugins.contract.declarations import Declarations
from headless.plugins.loading.registry import PluginInfo, Registry

Json = Mapping[str, Any]
SECONDS = 120
SLOW_MS = RULE_BUDGET_MS / 5
RUNS = ((1, 11), (2, 22))
"""The hash seed, and the order of mappings, of each run."""


def check_plugin(registry: Registry, info: PluginInfo, target: str, settings: Mapping[str, Json]) -> Report:
    """Check one plugin.

    `target` is "module" or "module:attribute", as its entry point has it.
    """
    if info.state == "FAILED":
        error = Message.plain(info.error) if info.error else Message("it cannot be loaded")
        return report_of(info.name, info.version, [Finding("loads", error)], ("loads",))
    declared = registry.declared[info.name]
    lacking = _lacking(declared, settings)
    tried = [lacking] if lacking is not None else _tried(info.name, target, settings)
    read = pure(registry, declared, target.partition(":")[0].partition(".")[0])
    findings = [*described(declared), *settings_described(declared), *translated(declared), *read, *tried]
    return report_of(info.name, info.version, findings, (area for area in AREAS if area != "tables"))


def _lacking(declared: Declarations, settings: Mapping[str, Json]) -> Finding | None:
    for declaration in declared.with_settings:
        try:
            if declaration.takes_settings:
                declaration.settings(settings.get(declaration.id))
        except Invalid as fault:
            text = Message(
                "it was not tried: {id} needs --settings: {problem}", id=declaration.id, problem=fault.message
            )
            return Finding("seen firing", text, grave=declaration.id in settings)
    return None


def _tried(name: str, target: str, settings: Mapping[str, Json]) -> Iterator[Finding]:
    runs = [_run(name, target, settings, *run) for run in RUNS]
    broken = next((run for run in runs if isinstance(run, str)), None)
    if isinstance(broken, str):
        yield Finding("legal", Message("it could not be tried: {broken}", broken=broken))
        return
    first, second = (run for run in runs if not isinstance(run, str))
    yield from _differences(first["said"], second["said"])
    for id_, what in sorted(first["watched"].items()):
        yield Finding("no input or output", Message("{id} used {what}", id=id_, what=tuple(what)))
    for id_, seconds in sorted(first["seconds"].items()):
        if min(seconds, second["seconds"].get(id_, seconds)) * 1_000 > SLOW_MS:
            yield Finding(
                "in time",
                Message(
                    "{id} took {taken} ms; all rules of an event share {budget} ms",
                    id=id_,
                    taken=round(seconds * 1_000),
                    budget=RULE_BUDGET_MS,
                ),
            )
    for id_, failure in sorted(first["failed"].items()):
        yield Finding("legal", Message("{id} failed: {failure}", id=id_, failure=failure))
    yield from _unseen(first)


def _differences(first: list[str], second: list[str]) -> Iterator[Finding]:
    if first == second:
        return
    for one, other in zip(first, second, strict=False):
        if one != other:
            id_ = one.partition(":")[0]
            text = Message(
                "{id} said {one} in one run and {other} in another, of the same story",
                id=id_,
                one=_short(one),
                other=_short(other),
            )
            yield Finding("deterministic", text)
            return
    text = Message(
        "{count} answers in one run, {other} in another, of the same story", count=len(first), other=len(second)
    )
    yield Finding("deterministic", text)


def _short(text: str) -> str:
    text = text.partition(": ")[2]
    return text if len(text) <= 200 else f"{text[:200]}…"


def _unseen(seen: Json) -> Iterator[Finding]:
    for id_ in sorted(set(seen["calls"]) - set(seen["fired"])):
        text = Message("{id} never fired in the trial, so that its effects were not seen: try other --settings", id=id_)
        yield Finding("seen firing", text, grave=False)
    for type_, message in sorted(seen["unsent"].items()):
        yield Finding(
            "seen firing",
            Message("no payload could be made up for {type}: {problem}", type=type_, problem=message),
            grave=False,
        )


def _run(name: str, target: str, settings: Mapping[str, Json], seed: int, order: int) -> Any:
    """Return what a process saw, or a text that says why there is nothing."""
    command = [
        sys.executable,
        "-m",
        "headless.plugins.conformance.probe",
        name,
        target,
        json.dumps(settings),
        str(order),
    ]
    environment = {
        **os.environ,
        "PYTHONHASHSEED": str(seed),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, env=environment, check=False)
    except subprocess.TimeoutExpired:
        return Message("it was not done within {seconds} s", seconds=SECONDS)
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        return lines[-1] if lines else Message("its process ended with {code}", code=done.returncode)
    return json.loads(done.stdout.strip().splitlines()[-1])
