"""Settings of a rule, validated once when they are saved. Their JSON Schema draws the form."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from headless.engine.values.frozen import freeze_fields
from headless.engine.values.limits import SETTINGS_BYTES
from headless.engine.values.text_safety import is_speakable
from headless.messages import Message
from headless.plugins.contract.problems import invalid, invalid_at
from headless.plugins.contract.scalars import title_of

INVALID_SETTINGS = "INVALID_SETTINGS"
MASK = "**********"
HIDDEN = "$secret"
"""The one name in the object that stands for a secret in stored settings."""
UNREADABLE: Mapping[str, Any] = {"$unreadable": True}
"""What stands for a secret that cannot be opened. No setting takes it."""
_MOST = 2**63


class RuleSettings(BaseModel):
    """What a merchant can set on an instance of a rule. Every setting needs a default, or must be given."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        validate_by_name=True,
        validate_by_alias=True,
        hide_input_in_errors=True,
        field_title_generator=title_of,
    )

    def model_post_init(self, context: Any, /) -> None:
        freeze_fields(self.__dict__)

    @classmethod
    def settings_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of the settings, with titles, descriptions, bounds and defaults."""
        return cls.model_json_schema(by_alias=True, mode="validation")

    def to_json(self) -> dict[str, Any]:
        """Return all settings as JSON to be stored, defaults and secrets included. Amounts are decimal strings."""
        document = self.shown()
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if isinstance(value, SecretStr):
                document[field.alias or name] = value.get_secret_value()
        return document

    def shown(self) -> dict[str, Any]:
        """Return all settings as JSON to be read by people. Secrets at the top are masked."""
        return self.model_dump(mode="json", by_alias=True)


def parse_settings(settings_class: type[RuleSettings], raw: Any, rule: str) -> RuleSettings:
    """Read settings from a JSON document. None means the defaults. Raise Invalid with code INVALID_SETTINGS."""
    try:
        return settings_class.model_validate({} if raw is None else _revealed(settings_class, raw))
    except ValidationError as fault:
        raise invalid(fault, Message("settings of {rule}", rule=rule), settings_class, INVALID_SETTINGS) from None


def is_hidden(value: Any) -> bool:
    """Return True if a value of stored settings stands for a secret."""
    return isinstance(value, Mapping) and len(value) == 1 and isinstance(value.get(HIDDEN), str)


def secret_names(settings_class: type[RuleSettings]) -> frozenset[str]:
    """Return the names, in JSON, of the settings that are secrets."""
    return frozenset(
        field.alias or name for name, field in settings_class.model_fields.items() if _is_secret(field.annotation)
    )


def hidden(settings_class: type[RuleSettings], document: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with each secret that is a text in the form in which it is stored."""
    names = secret_names(settings_class)
    return {
        name: {HIDDEN: value} if name in names and isinstance(value, str) else value for name, value in document.items()
    }


def _revealed(settings_class: type[RuleSettings], raw: Any) -> Any:
    """Return stored settings with their secrets as texts."""
    if not isinstance(raw, Mapping) or not any(map(is_hidden, raw.values())):
        return raw
    names = secret_names(settings_class)
    return {name: value[HIDDEN] if name in names and is_hidden(value) else value for name, value in raw.items()}


def stored_settings(settings: RuleSettings, rule: str) -> dict[str, Any]:
    """Return settings as they are stored, but for the sealing of their secrets.

    Raise Invalid with code INVALID_SETTINGS for values that cannot be stored or served.
    """
    document = settings.to_json()
    size = 0
    for path, value in _leaves(document, ()):
        problem = _unstorable(value)
        if problem is not None:
            raise invalid_at(path, problem, Message("settings of {rule}", rule=rule), INVALID_SETTINGS)
        size += len(str(value).encode())
    if size > SETTINGS_BYTES:
        message = Message("are larger than {settings_bytes} bytes: make them shorter", settings_bytes=SETTINGS_BYTES)
        raise invalid_at((), message, Message("settings of {rule}", rule=rule), INVALID_SETTINGS)
    return hidden(type(settings), document)


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Return all that a document holds, names included, each with its path."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield path, name
            yield from _leaves(part, (*path, str(name)))
    elif isinstance(value, list | tuple):
        for number, part in enumerate(value):
            yield from _leaves(part, (*path, str(number)))
    else:
        yield path, value


def _unstorable(value: Any) -> Message | None:
    if isinstance(value, int) and abs(value) >= _MOST:
        return Message("is too large: a whole number has at most 63 bits")
    if isinstance(value, float) and not math.isfinite(value):
        return Message("must be a finite number")
    if isinstance(value, str) and not is_speakable(value):
        return Message("must be readable text")
    return None


def masked(settings_class: type[RuleSettings] | None, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return stored settings with masks in place of secrets, even if the class cannot read them any more or is not there."""
    secrets = secret_names(settings_class) if settings_class is not None else frozenset[str]()
    return {
        name: MASK if (name in secrets and value is not None) or is_hidden(value) or value == UNREADABLE else value
        for name, value in document.items()
    }


def _is_secret(annotation: Any) -> bool:
    return annotation is SecretStr or SecretStr in get_args(annotation)


def unmasked(raw: Any, stored: Mapping[str, Any]) -> Any:
    """Return settings as a caller sends them back, with the stored secrets in place of masks."""
    if not isinstance(raw, Mapping):
        return raw
    return {name: stored.get(name, value) if value == MASK else value for name, value in raw.items()}
