"""Secrets in the settings of plugins: sealed as they are stored, and opened where a program is made of them.

A stored secret is `{"$secret": "sealed:…"}`, so that it can be told from other settings even if its plugin is gone.
"""

from collections.abc import Mapping
from typing import Any

from headless.config import Settings
from headless.errors import Misconfigured
from headless.plugins.contract.settings import HIDDEN, UNREADABLE, is_hidden
from headless.services.sealing.sealed_secrets import Rest, rests_on, seal, unseal

Json = Mapping[str, Any]


def purpose_of(merchant_id: int, owner: str, name: str) -> str:
    """Return what a secret in settings is sealed for. owner: the plugin and what it declares, such as `club/tickets`."""
    return f"settings {merchant_id} {owner} {name}"


def sealed_settings(settings: Settings, merchant_id: int, owner: str, given: Json, before: Json | None = None) -> Json:
    """Return settings with their secrets sealed. before: as they were stored, so that what is the same stays as it is."""
    known = before or {}
    return {
        name: _sealed(settings, purpose_of(merchant_id, owner, name), value[HIDDEN], known.get(name))
        if is_hidden(value)
        else value
        for name, value in given.items()
    }


def _sealed(settings: Settings, purpose: str, text: str, before: Any) -> Json:
    if is_hidden(before) and rests_on(settings, purpose, before[HIDDEN]) in (Rest.PRESENT, Rest.NONE):
        is_sealed = settings.secret_key is None or rests_on(settings, purpose, before[HIDDEN]) is Rest.PRESENT
        if is_sealed and unseal(settings, purpose, before[HIDDEN]) == text:
            return {HIDDEN: before[HIDDEN]}
    return {HIDDEN: seal(settings, purpose, text)}


def opened_settings(settings: Settings, merchant_id: int, owner: str, stored: Any) -> Any:
    """Return settings with their secrets opened. What cannot be opened is left in a form that no setting takes."""
    if not isinstance(stored, Mapping) or not any(map(is_hidden, stored.values())):
        return stored
    return {
        name: _opened(settings, purpose_of(merchant_id, owner, name), value[HIDDEN]) if is_hidden(value) else value
        for name, value in stored.items()
    }


def _opened(settings: Settings, purpose: str, text: str) -> Json:
    try:
        return {HIDDEN: unseal(settings, purpose, text)}
    except Misconfigured:
        return UNREADABLE


def resting_settings(settings: Settings, merchant_id: int, owner: str, stored: Json) -> frozenset[Rest]:
    """Return what opens the secrets of settings."""
    return frozenset(
        rests_on(settings, purpose_of(merchant_id, owner, name), value[HIDDEN])
        for name, value in stored.items()
        if is_hidden(value)
    )


def owner_of(document: Json) -> str:
    """Return whose settings a stored document holds: of a rule instance, or of a track whose tiers a rule decides."""
    rule = str(document.get("rule") or "")
    return f"{document['plugin']}/{rule}" if "plugin" in document else rule.replace(".", "/", 1)


def opened_document(settings: Settings, merchant_id: int, document: Json) -> Json:
    """Return a stored document with the secrets in its settings opened."""
    stored = document.get("settings")
    opened = opened_settings(settings, merchant_id, owner_of(document), stored)
    return document if opened is stored else {**document, "settings": opened}
