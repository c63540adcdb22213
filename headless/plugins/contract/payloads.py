"""Payloads of events, read from JSON into frozen, typed data, with personal fields split off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from headless.engine.declarations.rules import EventType
from headless.engine.values.currencies import Currency, currency_decimals, is_written, money_text
from headless.engine.values.frozen import freeze_fields
from headless.engine.values.spelling import spelled
from headless.errors import Invalid
from headless.messages import Message
from headless.plugins.contract.personal import digested, personal_type
from headless.plugins.contract.problems import invalid, invalid_at
from headless.plugins.contract.scalars import (
    IDENTITY_KEYS,
    LOOKUP_KEYS,
    MemberMark,
    MoneyMark,
    exact,
    scope_of,
    title_of,
)

Json = Mapping[str, Any]
P = TypeVar("P", bound="PayloadPart")
INVALID_DATA = "INVALID_DATA"
NOTHING: Json = MappingProxyType({})


class PayloadPart(BaseModel):
    """An object inside a payload. Its fields are camelCase in JSON."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        hide_input_in_errors=True,
        field_title_generator=title_of,
    )


def built(model: type[P], values: dict[str, Any], given: set[str]) -> P:
    """Make an object from values that the caller has checked and completed. `given` of them were sent.

    This is far faster than checking them again, and meant for bulk work alone.
    """
    made, put = model.__new__(model), object.__setattr__
    put(made, "__dict__", values)
    put(made, "__pydantic_fields_set__", given)
    put(made, "__pydantic_extra__", None)
    put(made, "__pydantic_private__", None)
    return made


class EventData(PayloadPart):
    """An event type's payload: frozen, exact, no unknown fields. It is camelCase in JSON, snake_case in Python.

    `Personal[str]` marks a field that can be erased, `MemberRef` one that names another member, `Money` an amount in the
    payload's `currency`, or the merchant's. `Annotated[str, NeedsScope("coupons:read")]` marks a field that tells a fact of the
    member, and `needs_scope` a payload all of whose fields do.
    """

    needs_scope: ClassVar[str | None] = None
    scoped_fields: ClassVar[Mapping[str, str]] = NOTHING
    personal_fields: ClassVar[Mapping[str, TypeAdapter[Any]]] = NOTHING
    member_fields: ClassVar[frozenset[str]] = frozenset()
    money_fields: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **named: Any) -> None:
        super().__pydantic_init_subclass__(**named)
        fields = cls.model_fields.items()
        personal = {name: type_ for name, field in fields if (type_ := personal_type(field.annotation)) is not None}
        cls.personal_fields = MappingProxyType({name: TypeAdapter(type_) for name, type_ in personal.items()})
        cls.member_fields = frozenset(
            name for name, field in fields if has_mark(MemberMark, field.annotation, field.metadata)
        )
        cls.money_fields = tuple(
            name for name, field in fields if has_mark(MoneyMark, field.annotation, field.metadata)
        )
        scoped = {name: scope_of(field.annotation, field.metadata) or cls.needs_scope for name, field in fields}
        cls.scoped_fields = MappingProxyType({name: scope for name, scope in scoped.items() if scope is not None})

    def model_post_init(self, context: Any, /) -> None:
        freeze_fields(self.__dict__)

    def to_json(self) -> dict[str, Any]:
        """Return the payload as JSON, without what was left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted payload: typed, as kept with the event, and its personal fields apart."""

    data: EventData
    plain: dict[str, Any]
    personal: dict[str, Any]


def accept_payload(
    event_type: EventType,
    raw: Any,
    salt: bytes,
    members: Mapping[str, str] = NOTHING,
    currency: Currency | None = None,
) -> Accepted:
    """Accept a payload as it was sent.

    `members` holds the ids that `member_lookups` resolved to, by field. `currency` is the merchant's.

    Raises:
        Invalid: With code INVALID_DATA, naming the field, or with AMOUNT_NOT_EXACT for money that its currency does not have.
    """
    model = model_of(event_type)
    plain, personal = split_personal(model, raw, salt, event_type.name)
    for name in model.member_fields:
        # what was sent may stand under the attribute's name: it makes way for the id
        if (alias := json_name(model, name)) in members and alias != name:
            plain.pop(name, None)
    plain.update(members)
    if currency is not None and model.money_fields:
        _write_money(model, plain, currency)
    data, plain = _read(event_type, plain)
    return Accepted(data, plain, personal)


def _read(event_type: EventType, plain: dict[str, Any]) -> tuple[EventData, dict[str, Any]]:
    """Return the typed payload, and the document that says it: a null counts as left out where the field takes none."""
    try:
        return parse_payload(event_type, plain), plain
    except Invalid:
        said = {name: _without_nulls(value) for name, value in plain.items() if value is not None}
        if said == plain:
            raise
        try:
            return parse_payload(event_type, said), said
        except Invalid:
            # The problem of what was sent is told.
            pass
        raise


def _without_nulls(value: Any) -> Any:
    """Return lines of a payload without their nulls, and other values as they are."""
    if not isinstance(value, list):
        return value
    return [
        {name: part for name, part in line.items() if part is not None} if isinstance(line, dict) else line
        for line in value
    ]


def parse_payload(event_type: EventType, raw: Any) -> EventData:
    """Read the typed payload of a JSON document whose personal fields were split off. Raise Invalid, naming the field."""
    model = model_of(event_type)
    try:
        return model.model_validate(raw)
    except ValidationError as fault:
        raise invalid(fault, event_type.name, model, INVALID_DATA) from None


def parse_input(model: type[EventData], raw: Any, what: str, currency: Currency | None = None) -> EventData:
    """Read the typed input of an action. Money is checked and written as in the payload of an event.

    Raises:
        Invalid: With code INVALID_DATA, naming the field, or with AMOUNT_NOT_EXACT for money that its currency does not have.
    """
    plain = dict(_object(raw, what))
    if currency is not None and model.money_fields:
        _write_money(model, plain, currency)
    try:
        return model.model_validate(plain)
    except ValidationError as fault:
        raise invalid(fault, what, model, INVALID_DATA) from None


def rebuild_payload(event_type: EventType, stored: Json, version: int | None = None) -> EventData:
    """Read the typed payload of a stored document, and bring it to the type's present version. Raise Invalid if it does not fit.

    `version` is the type's version when it was stored. If it is None, the present form is tried first.
    """
    if version is None:
        try:
            return parse_payload(event_type, stored)
        except Invalid:
            if event_type.version == 1:
                raise
    if version is None or version < event_type.version:
        stored = _upgraded(event_type, stored)
    return parse_payload(event_type, stored)


def _upgraded(event_type: EventType, stored: Json) -> Json:
    upgrade = getattr(event_type, "upgrade", None)
    try:
        return stored if upgrade is None else dict(upgrade(dict(stored)))
    except Exception as fault:
        message = Message(
            "cannot be brought to version {version}: {name}: {fault}",
            version=event_type.version,
            name=type(fault).__name__,
            fault=fault,
        )
        raise invalid_at((), message, event_type.name, INVALID_DATA) from fault


def split_personal(
    model: type[EventData], raw: Any, salt: bytes, what: str = "data"
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the document with each personal field as {length, digest}, and the personal fields themselves.

    `salt` is the member's own secret. Raise Invalid if the document or a personal field is malformed.
    """
    plain, personal = dict(_object(raw, what)), dict[str, Any]()
    for name, adapter in model.personal_fields.items():
        alias = json_name(model, name)
        value = plain.pop(name, None) if name in plain else plain.get(alias)
        if value is None:
            continue
        try:
            checked = adapter.validate_python(value)
        except ValidationError as fault:
            error = invalid(fault, what, model, INVALID_DATA)
            raise _moved(error, alias, what) from None
        plain[alias] = digested(checked, salt).to_json()
        personal[alias] = adapter.dump_python(checked, mode="json")
    return plain, personal


def member_lookups(model: type[EventData], raw: Any, what: str = "data") -> dict[str, dict[str, Any]]:
    """Return the members that a document names, by field, each as {one of id, number, externalId, phone, email: text}.

    An account in another system is {identity: {system, id}}.

    A text alone counts as an id. Raise Invalid if a lookup is malformed.
    """
    document, lookups = _object(raw, what), dict[str, dict[str, Any]]()
    for name in model.member_fields:
        alias = json_name(model, name)
        value = document.get(alias, document.get(name))
        if value is not None:
            lookups[alias] = _lookup(value, alias, what)
    return lookups


def model_of(event_type: EventType) -> type[EventData]:
    """Return the class of a type's payload."""
    model: type[EventData] = event_type.data
    return model


def json_name(model: type[BaseModel], name: str) -> str:
    """Return the name of an attribute in JSON."""
    return model.__pydantic_fields__[name].alias or name


def attribute_name(model: type[BaseModel], name: str) -> str | None:
    """Return the attribute that a name in JSON or Python stands for, or None."""
    return next(
        (attribute for attribute, field in model.model_fields.items() if name in (attribute, field.alias)), None
    )


def subject_of(event_type: EventType, data: EventData) -> str | None:
    """Return the business key in a payload, for types that have one."""
    return None if event_type.subject is None else _key(getattr(data, event_type.subject))


def refers_of(event_type: EventType, data: EventData) -> str | None:
    """Return the business key of the earlier event that a payload refers to, if any."""
    if event_type.refers is None:
        return None
    name = attribute_name(type(data), event_type.refers[0])
    return None if name is None else _key(getattr(data, name))


def order_of(data: EventData) -> str | None:
    """Return the order that a payload names in its field `order`, if it has one."""
    return data.__dict__.get("order")


def _key(key: str | None) -> str | None:
    """Return a business key in its one spelling, whatever type a plugin gave its field."""
    return None if key is None else spelled(key)


def has_mark(kind: type, annotation: Any, marks: Iterable[Any] = ()) -> bool:
    """Return True if a field, or a part of its type, carries a mark of a kind: a member's, or money's."""
    if any(isinstance(mark, kind) for mark in (*marks, *getattr(annotation, "__metadata__", ()))):
        return True
    return any(has_mark(kind, part) for part in get_args(annotation))


def _write_money(model: type[EventData], plain: dict[str, Any], merchants: Currency) -> None:
    """Write each amount of money with all decimals of its currency. What is no amount is left to those who read it."""
    said = plain.get("currency")
    currency = (
        Currency(said, currency_decimals(said)) if isinstance(said, str) and said != merchants.code else merchants
    )
    for name in model.money_fields:
        alias = json_name(model, name)
        key = alias if alias in plain else name
        if is_written(plain.get(key), currency):
            continue
        try:
            plain[key] = money_text(exact(plain[key]), currency)
        except (KeyError, PydanticCustomError):
            continue
        except Invalid as fault:
            message = Message(
                "{value} has more than the {decimals} decimals of {currency}: round it first",
                value=plain[key], decimals=currency.decimals, currency=currency.code,
            )  # fmt: skip
            wrong = message if fault.code == "AMOUNT_NOT_EXACT" else fault.message
            raise Invalid(
                Message("{alias}: {wrong}", alias=alias, wrong=wrong), code=fault.code, data={"path": [alias]}
            ) from None


def _object(raw: Any, what: str) -> Json:
    if not isinstance(raw, Mapping):
        raise invalid_at((), Message("must be an object"), what, INVALID_DATA)
    return raw


def _lookup(value: Any, alias: str, what: str) -> dict[str, Any]:
    lookup = {"id": value} if isinstance(value, str) else value
    if not isinstance(lookup, Mapping) or len(lookup) != 1 or set(lookup) - {*LOOKUP_KEYS, "identity"}:
        message = Message("must name a member by exactly one of {value}", value=(*LOOKUP_KEYS, "identity"))
        raise invalid_at((alias,), message, what, INVALID_DATA)
    ((key, text),) = lookup.items()
    if key == "identity":
        return {key: _account(text, alias, what)}
    if not isinstance(text, str) or not 1 <= len(text) <= 200:
        raise invalid_at((alias, key), Message("must be a text of 1 to 200 characters"), what, INVALID_DATA)
    return {key: text}


def _account(value: Any, alias: str, what: str) -> dict[str, str]:
    """Return an account in another system. Raise Invalid if it is malformed."""
    if not isinstance(value, Mapping) or set(value) != set(IDENTITY_KEYS):
        raise invalid_at((alias, "identity"), Message("must have a system and an id"), what, INVALID_DATA)
    for key, text in value.items():
        if not isinstance(text, str) or not 1 <= len(text) <= 200:
            raise invalid_at(
                (alias, "identity", key), Message("must be a text of 1 to 200 characters"), what, INVALID_DATA
            )
    return dict(value)


def _moved(error: Invalid, alias: str, what: str) -> Invalid:
    problem = error.data["problems"][0]
    return invalid_at((alias, *problem["path"]), problem["message"], what, INVALID_DATA)
