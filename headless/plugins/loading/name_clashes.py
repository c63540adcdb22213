"""The declarations of all plugins put side by side: two of one name refuse to boot, and both owners are named."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from pydantic.alias_generators import to_camel

from headless.engine.declarations.rules import EventType
from headless.errors import Misconfigured
from headless.plugins.contract.assets import AssetKind
from headless.plugins.contract.declarations import Declarations
from headless.plugins.contract.integrations import Table

T = TypeVar("T")


def event_types(declared: list[Declarations]) -> Mapping[str, EventType]:
    """All event types by name. Errors: Misconfigured."""
    found = _apart("event type", ((each, event.name, event) for each in declared for event in each.event_types))
    return MappingProxyType({name: event for name, (_, event) in found.items()})


def assets(declared: list[Declarations]) -> Mapping[str, AssetKind]:
    """All asset kinds by code. Errors: Misconfigured."""
    found = _apart("asset kind", ((each, asset.code, asset) for each in declared for asset in each.assets))
    return MappingProxyType({code: asset for code, (_, asset) in found.items()})


def tables(declared: list[Declarations]) -> Mapping[str, tuple[str, Table]]:
    """All plugins' tables by name, each with its plugin. Errors: Misconfigured."""
    found = _apart("table", ((each, table.name, table) for each in declared for table in each.tables))
    return MappingProxyType({name: (owner.plugin, table) for name, (owner, table) in found.items()})


def check_fields(declared: list[Declarations]) -> None:
    """That no two fields have one name in GraphQL. Errors: Misconfigured."""
    _apart("GraphQL field", ((each, f"ext.{to_camel(each.plugin)}", each) for each in declared if each.fields))
    for each in declared:
        path = f"ext.{to_camel(each.plugin)}"
        _apart("GraphQL field", ((each, f"{path}.{to_camel(field.id)}", field) for field in each.fields))


def _apart(what: str, named: Iterable[tuple[Declarations, str, T]]) -> dict[str, tuple[Declarations, T]]:
    found: dict[str, tuple[Declarations, T]] = {}
    for owner, name, each in named:
        if name in found:
            raise _clash(what, name, found[name][0], owner)
        found[name] = owner, each
    return found


def _clash(what: str, name: str, first: Declarations, second: Declarations) -> Misconfigured:
    owners = f"{first.plugin} {first.version} and {second.plugin} {second.version}"
    return Misconfigured(
        f"the {what} {name!r} is declared by {owners}: uninstall one, or leave it out of HEADLESS_PLUGINS"
    )
