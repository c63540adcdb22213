"""Sample payloads for a trial: built-in event types by hand, a plugin's own by the class that it declares."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from typing import Any

from headless.engine.declarations.rules import EventType
from headless.plugins.conformance.trial_shop import Member
from headless.plugins.contract.payloads import json_name, model_of

Json = Mapping[str, Any]
TOTALS = ("0", "0.01", "1", "19.99", "100", "250.50", "999.99", "12000")
_ITEM = {"sku": "tea-1", "category": "tea", "brand": "house", "quantity": "2"}
_TEXTS = ("a", "tea-1", "house", "gold", "GBP", "2026-05")


class Samples:
    """Makes payloads for members, the same for the same seed. `words` are texts that mean something to the plugin."""

    def __init__(self, seed: int, words: Sequence[str] = ()) -> None:
        self._random = Random(seed)
        self._words = (*_TEXTS, *words)
        self._subjects: dict[tuple[str, str], list[str]] = {}
        self._numbers = 0

    def of(self, type_: EventType, member: Member, others: Sequence[Member]) -> Json:
        """Make a payload for an event of a member."""
        makers: Mapping[str, Callable[[Member], Json]] = {"order.paid": self._order, "order.refunded": self._refund}
        maker = makers.get(type_.name)
        payload = dict(maker(member) if maker is not None else self._by_class(type_, others))
        if type_.refers is not None and type_.name not in makers:
            known = self._subjects.get((member.id, type_.refers[1]))
            if known:
                payload[type_.refers[0]] = self._random.choice(known)
        if type_.subject is not None and type_.name not in makers:
            subject = str(payload.get(json_name(model_of(type_), type_.subject)))
            self._subjects.setdefault((member.id, type_.name), []).append(subject)
        return payload

    def shuffled(self, payload: Json, order: Random) -> Json:
        """Return the same payload with its keys in another order."""
        names = list(payload)
        order.shuffle(names)
        return {name: payload[name] for name in names}

    def _number(self, letter: str) -> str:
        self._numbers += 1
        return f"{letter}{self._numbers}"

    def _order(self, member: Member) -> Json:
        total, number = self._random.choice(TOTALS), self._number("o")
        self._subjects.setdefault((member.id, "order.paid"), []).append(number)
        order: dict[str, Any] = {"orderId": number, "total": total}
        if self._random.random() < 0.7:
            order["items"] = [{**_ITEM, "name": "Tea", "amount": total}]
        if self._random.random() < 0.5:
            order |= {"channel": self._random.choice(("web", "till")), "store": "s1"}
        return order

    def _refund(self, member: Member) -> Json:
        refund: dict[str, Any] = {"refundId": self._number("r"), "amount": self._random.choice(("0.01", "1", "19.99"))}
        known = self._subjects.get((member.id, "order.paid"))
        if known and self._random.random() < 0.7:
            refund["orderId"] = self._random.choice(known)
        return refund

    # ── by the JSON Schema of the payload's class

    def _by_class(self, type_: EventType, others: Sequence[Member]) -> Json:
        model = model_of(type_)
        schema = model.model_json_schema(by_alias=True)
        members = {json_name(model, name) for name in model.member_fields}
        payload: dict[str, Any] = {}
        for name, part in schema.get("properties", {}).items():
            if name in members:
                payload[name] = self._random.choice(others)
            elif name in schema.get("required", ()) or self._random.random() < 0.6:
                payload[name] = self._value(part, schema)
        return payload

    def _value(self, part: Json, schema: Json) -> Any:
        if "$ref" in part:
            return self._value(schema["$defs"][part["$ref"].rpartition("/")[2]], schema)
        for name in ("const", "default"):
            if part.get(name) is not None and self._random.random() < (1 if name == "const" else 0.3):
                return part[name]
        if "enum" in part:
            return self._random.choice(part["enum"])
        options = [option for option in part.get("anyOf", ()) if option.get("type") != "null"]
        if options:
            return self._value(options[0], schema)
        return self._of_type(part, schema)

    def _of_type(self, part: Json, schema: Json) -> Any:
        type_, form = part.get("type"), part.get("format")
        if type_ == "integer" or type_ == "number":
            return self._random.randint(
                int(part.get("minimum", part.get("exclusiveMinimum", 0) + 1)), int(part.get("maximum", 1_000))
            )
        if type_ == "boolean":
            return self._random.random() < 0.5
        if type_ == "array":
            least = int(part.get("minItems", 1))
            return [self._value(part.get("items", {}), schema) for _ in range(max(least, 1))]
        if type_ == "object":
            required: Iterable[str] = part.get("required", ())
            return {name: self._value(part["properties"][name], schema) for name in required}
        forms = {"decimal": "12.50", "date-time": "2026-05-04T10:00:00Z", "date": "2026-05-04"}
        return forms.get(str(form)) or self._text(part)

    def _text(self, part: Json) -> str:
        least, most = int(part.get("minLength", 0)), int(part.get("maxLength", 500))
        pattern = re.compile(part.get("pattern", ""))
        fitting = [word for word in self._words if least <= len(word) <= most and pattern.search(word)]
        return self._random.choice(fitting) if fitting else "x" * max(least, 1)


def words_in(document: Any) -> list[str]:
    """Return every text and key in a JSON document, each once, in order. Payloads use the same words as settings."""
    if isinstance(document, str):
        return [document]
    if isinstance(document, Mapping):
        words = [word for key, value in sorted(document.items()) for word in (key, *words_in(value))]
    elif isinstance(document, list | tuple):
        words = [word for value in document for word in words_in(value)]
    else:
        words = []
    return list(dict.fromkeys(words))
