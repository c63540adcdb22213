"""Settings of a rule: validated once when they are saved; their JSON Schema draws the form."""

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from headless.plugins.frozen import freeze_fields
from headless.plugins.problems import invalid
from headless.plugins.scalars import title_of

INVALID_SETTINGS = "INVALID_SETTINGS"


class RuleSettings(BaseModel):
    """What a merchant can set on an instance of a rule; every setting needs a default or must be given."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        hide_input_in_errors=True,
        field_title_generator=title_of,
    )

    def model_post_init(self, context: Any, /) -> None:
        freeze_fields(self.__dict__)

    @classmethod
    def settings_schema(cls) -> dict[str, Any]:
        """The JSON Schema of the settings, with titles, descriptions, bounds and defaults."""
        return cls.model_json_schema(by_alias=True, mode="validation")

    def to_json(self) -> dict[str, Any]:
        """All settings as JSON, defaults included; amounts are decimal strings."""
        return self.model_dump(mode="json", by_alias=True)


def parse_settings(settings_class: type[RuleSettings], raw: Any, rule: str) -> RuleSettings:
    """The settings of a JSON document; None means the defaults. Errors: Invalid with code INVALID_SETTINGS."""
    try:
        return settings_class.model_validate({} if raw is None else raw)
    except ValidationError as fault:
        raise invalid(fault, f"settings of {rule}", settings_class, INVALID_SETTINGS) from None
