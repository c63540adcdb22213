"""Saved settings as the installed version of a plugin reads them: carried over by its `upgrade_settings`."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from headless.engine.evaluation.runner import describe
from headless.errors import Invalid
from headless.messages import Message
from headless.plugins.contract.settings import HIDDEN, INVALID_SETTINGS, is_hidden

Json = Mapping[str, Any]
FIRST = 1
"""The version of settings that were saved without one."""


@dataclass(frozen=True, slots=True)
class SettingsUpgrade:
    """How a plugin carries saved settings over. version: the one that it reads.

    carry: its `upgrade_settings`, called with the version that was saved, the settings, and the id of what they are of.
    """

    version: int = FIRST
    carry: Callable[[int, dict[str, Any], str], Any] | None = None

    def carried(self, raw: Any, version: int, plugin: str, id_: str) -> Any:
        """Return settings that were saved under a version as this one has them.

        Secrets are `Secret` values on the way, so that they can be renamed and are never printed. Raise Invalid with code
        INVALID_SETTINGS if they cannot be carried over.
        """
        if version == self.version or not isinstance(raw, Mapping):
            return raw
        if version > self.version:
            message = Message(
                "settings of {rule} were saved under version {version} of them, and this {plugin} reads version {known}: "
                "install the one that saved them",
                rule=id_, version=version, plugin=plugin, known=self.version,
            )  # fmt: skip
            raise Invalid(message, code=INVALID_SETTINGS)
        if self.carry is None:
            return raw
        try:
            carried = self.carry(version, _opened(raw), id_)
        except Exception as fault:
            message = Message(
                "upgrade_settings of {plugin} failed for {rule}: {fault}",
                plugin=plugin,
                rule=id_,
                fault=describe(fault),
            )
            raise Invalid(message, code=INVALID_SETTINGS) from None
        if not isinstance(carried, Mapping):
            message = Message("upgrade_settings of {plugin} returned no settings for {rule}", plugin=plugin, rule=id_)
            raise Invalid(message, code=INVALID_SETTINGS)
        return _closed(carried)


NO_UPGRADE = SettingsUpgrade()


def _opened(raw: Json) -> dict[str, Any]:
    """Return a copy that the plugin may change, with its secrets as values that are never printed."""
    return {name: SecretStr(value[HIDDEN]) if is_hidden(value) else deepcopy(value) for name, value in raw.items()}


def _closed(carried: Json) -> dict[str, Any]:
    return {
        name: {HIDDEN: value.get_secret_value()} if isinstance(value, SecretStr) else value
        for name, value in carried.items()
    }
