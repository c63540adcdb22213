"""Event types: what can happen, who may say so, and with which data."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from headless.engine.declarations.rules import EventType as EventTypeRow
from headless.engine.texts.languages import label_in
from headless.plugins.contract.schemas import package_of, titled_schema_in
from headless.resolvers.reading.answers import by_language
from headless.resolvers.reading.context import ReadContext
from headless.schema.base.fields import enum_type, object_type, value
from headless.schema.base.scalars import JSON


@enum_type(
    {
        "MERCHANT": "The merchant's shops, apps and tills.",
        "PARTNER": "A partner, with its own token.",
        "MEMBER": "The member, with a member token.",
        "ENGINE": "The engine itself; no one else may send it.",
    }
)
class Sender(StrEnum):
    """Who sends an event."""

    MERCHANT = "MERCHANT"
    PARTNER = "PARTNER"
    MEMBER = "MEMBER"
    ENGINE = "ENGINE"


@by_language
def _label(ctx: ReadContext, row: EventTypeRow) -> str:
    return label_in(ctx.lang, row)


def _senders(row: EventTypeRow) -> list[str]:
    return [sender.value for sender in Sender if sender.value.lower() in row.sent_by]


@by_language
def _schema(ctx: ReadContext, row: EventTypeRow) -> Mapping[str, Any]:
    return titled_schema_in(row.data.model_json_schema(by_alias=True), ctx.lang, package_of(row.data), row)


@object_type(scope="config:read", published=True, for_partner=True)
class EventType:
    """A kind of event."""

    name: str = value("What eventsRecord calls it.")
    label: str = value("Name as shown to people, in the reader's language.", told=_label)
    sent_by: list[Sender] = value("Who may send it.", read=_senders)
    request: bool = value("True if a rule may refuse it; facts are refused by acceptance checks and the ledger alone.")
    schema: JSON = value("The JSON Schema of its data.", told=_schema)
    plugin: str = value("Who declares it.")
