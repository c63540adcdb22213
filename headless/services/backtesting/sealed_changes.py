"""Secrets in the changes that back-tests try: sealed while they are stored, as in the settings themselves."""

from collections.abc import Callable, Mapping
from typing import Any

from headless.plugins.contract.settings import HIDDEN, MASK, is_hidden, secret_names
from headless.plugins.loading.registry import Registry
from headless.services.kernel.kernel import Kernel
from headless.services.sealing.sealed_settings import opened_settings, sealed_settings

Json = Mapping[str, Any]
Change = Callable[[Json], Json]
OWNER = "backtest"


def sealed_changes(kernel: Kernel, merchant_id: int, asked: Json) -> Json:
    """Return what is asked of a back-test with all that may be a secret of a plugin sealed."""
    names = _names(kernel.registry)

    def sealed(settings: Json) -> Json:
        hidden = {
            name: {HIDDEN: value} if name in names and isinstance(value, str) and value != MASK else value
            for name, value in settings.items()
            if not is_hidden(value)
        }
        kept = {name: value for name, value in settings.items() if is_hidden(value)}
        return {**sealed_settings(kernel.settings, merchant_id, OWNER, hidden), **kept}

    return _changed(asked, sealed)


def opened_changes(kernel: Kernel, merchant_id: int, asked: Json) -> Json:
    """Return what is asked of a back-test as it was given."""

    def opened(settings: Json) -> Json:
        known: Json = opened_settings(kernel.settings, merchant_id, OWNER, settings)
        return {name: value[HIDDEN] if is_hidden(value) else value for name, value in known.items()}

    return _changed(asked, opened)


def settings_in(asked: Json) -> list[Json]:
    """Return all settings in what is asked of a back-test."""
    listed: list[Json] = []

    def noted(settings: Json) -> Json:
        listed.append(settings)
        return settings

    _changed(asked, noted)
    return listed


def _names(registry: Registry) -> frozenset[str]:
    """Return the names of all settings that are secrets, of any plugin: a change may name its rule by an id."""
    declared = (part for declarations in registry.declared.values() for part in declarations.with_settings)
    return frozenset().union(*(secret_names(part.settings_class) for part in declared))


def _changed(asked: Json, change: Change) -> Json:
    if asked.get("changes") is not None:
        return {**asked, "changes": [_with(one, change) for one in asked["changes"]]}
    return {**asked, "change": _with(asked["change"], change)} if asked.get("change") is not None else asked


def _with(given: Json, change: Change) -> Json:
    return {name: _settings(name, part, change) for name, part in given.items()}


def _settings(name: str, part: Any, change: Change) -> Any:
    """Return a part of a change with its settings changed: of a plugin by declared id, of others at once."""
    settings = part.get("settings") if isinstance(part, Mapping) else None
    if not isinstance(settings, Mapping):
        return part
    if name != "plugin":
        return {**part, "settings": change(settings)}
    by_id = {id_: change(own) if isinstance(own, Mapping) else own for id_, own in settings.items()}
    return {**part, "settings": by_id}
