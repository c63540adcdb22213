"""Clashes of names between plugins. If two declare the same name, boot is refused and both are named."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from pydantic.alias_generators import to_camel

from headless.engine.declarations.rules import EventType
from headless.errors import Misconfigured
from headless.messages import Message
from headless.plugins.contract.assets import AssetKind
from headless.plugins.contract.declarations import Declarations
from headless.plugins.contract.integrations import Table

T = TypeVar("T")


def event_types(declared: list[Declarations]) -> Mapping[str, EventType]:
    """Return all event types by name. Raise Misconfigured if two have the same name."""
    owned = _apart("event type", ((plugin, event.name, event) for plugin in declared for event in plugin.event_types))
    return MappingProxyType({name: event for name, (_, event) in owned.items()})


def assets(declared: list[Declarations]) -> Mapping[str, AssetKind]:
    """Return all asset kinds by code. Raise Misconfigured if two have the same code."""
    owned = _apart("asset kind", ((plugin, asset.code, asset) for plugin in declared for asset in plugin.assets))
    return MappingProxyType({code: asset for code, (_, asset) in owned.items()})


def tables(declared: list[Declarations]) -> Mapping[str, tuple[str, Table]]:
    """Return all plugins' tables by name, each with its plugin. Raise Misconfigured if two have the same name."""
    owned = _apart("table", ((plugin, table.name, table) for plugin in declared for table in plugin.tables))
    return MappingProxyType({name: (owner.plugin, table) for name, (owner, table) in owned.items()})


def check_fields(declared: list[Declarations]) -> None:
    """Check that no two fields have one name in GraphQL. Raise Misconfigured if two do."""
    _apart(
        "GraphQL field", ((plugin, f"ext.{to_camel(plugin.plugin)}", plugin) for plugin in declared if plugin.fields)
    )
    for plugin in declared:
        path = f"ext.{to_camel(plugin.plugin)}"
        _apart("GraphQL field", ((plugin, f"{path}.{to_camel(field.id)}", field) for field in plugin.fields))


def check_budgets(declared: list[Declarations]) -> None:
    """Check that no two budgets have the same code. Raise Misconfigured if two do."""
    _apart("budget", ((plugin, budget.declared.code, plugin) for plugin in declared for budget in plugin.budgets))


def _apart(what: str, named: Iterable[tuple[Declarations, str, T]]) -> dict[str, tuple[Declarations, T]]:
    owned: dict[str, tuple[Declarations, T]] = {}
    for owner, name, value in named:
        if name in owned:
            raise _clash(what, name, owned[name][0], owner)
        owned[name] = owner, value
    return owned


def _clash(what: str, name: str, first: Declarations, second: Declarations) -> Misconfigured:
    owners = Message(
        "{first} {first_version} and {second} {second_version}",
        first=first.plugin, first_version=first.version, second=second.plugin, second_version=second.version,
    )  # fmt: skip
    return Misconfigured(
        Message(
            "the {what} {name!r} is declared by {owners}: uninstall one, or leave it out of HEADLESS_PLUGINS",
            what=what,
            name=name,
            owners=owners,
        )
    )
