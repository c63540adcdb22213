"""Findings about descriptions: what merchants and front ends cannot read."""

from collections.abc import Iterator, Mapping
from typing import Any

from headless.engine.declarations.rules import EventType
from headless.errors import Invalid
from headless.messages import Message
from headless.plugins.conformance.findings import Finding
from headless.plugins.contract.declarations import Declaration, Declarations
from headless.plugins.contract.payloads import model_of

Json = Mapping[str, Any]


def described(declared: Declarations) -> Iterator[Finding]:
    """Find declarations that have no words of their own."""
    for declaration in declared.with_settings:
        if not type(declaration.declared).__doc__:
            yield Finding(
                "described",
                Message(
                    "{declared} {id} has no docstring: merchants read it", declared=declaration.kind, id=declaration.id
                ),
                grave=False,
            )
    for event in declared.event_types:
        yield from _event(event)
    for kind in declared.assets:
        if kind.name == kind.code:
            yield Finding("described", Message("asset kind {code} has no name of its own", code=kind.code), grave=False)


def _event(event: EventType) -> Iterator[Finding]:
    if event.label == event.name:
        yield Finding("described", Message("event type {type} has no label", type=event.name), grave=False)
    if not model_of(event).__doc__:
        yield Finding(
            "described",
            Message("{model} has no docstring: it says what happened", model=model_of(event).__name__),
            grave=False,
        )


def settings_described(declared: Declarations) -> Iterator[Finding]:
    """Find settings that do not say what they are, or that cannot be left out."""
    for declaration in declared.with_settings:
        if declaration.keeps_settings_of == declaration.id:
            for name in _undescribed(declaration.schema):
                yield Finding(
                    "settings",
                    Message("{id}: the setting {setting} has no description", id=declaration.id, setting=name),
                    grave=False,
                )
            yield from _defaults(declaration)


def _undescribed(schema: Json, prefix: str = "") -> Iterator[str]:
    for name, setting in schema.get("properties", {}).items():
        if not setting.get("description"):
            yield prefix + name
    for name, part in schema.get("$defs", {}).items():
        if "properties" in part:
            yield from _undescribed(part, f"{name}.")


def _defaults(declaration: Declaration[Any]) -> Iterator[Finding]:
    try:
        declaration.settings()
    except Invalid as fault:
        text = Message("{id} cannot be enabled without settings: {problem}", id=declaration.id, problem=fault.message)
        yield Finding("settings", text, grave=False)
