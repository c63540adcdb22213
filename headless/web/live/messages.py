"""What is said over `graphql-transport-ws`: messages, and the codes with which a connection is closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import orjson

from headless.engine.values.limits import JSON_VALUES, LONG_NUMBERS
from headless.models.base.exact_json import TooManyLong, exact_json

PROTOCOL = "graphql-transport-ws"
MESSAGE_CHARACTERS = 1_000_000


class Close(IntEnum):
    """Why a connection was closed, as the protocol numbers it."""

    TRY_AGAIN = 1013
    BAD_MESSAGE = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    NO_SUBPROTOCOL = 4406
    INIT_TIMEOUT = 4408
    SUBSCRIBER_EXISTS = 4409
    TOO_MANY_INITS = 4429


class Closing(Exception):
    """The connection is to be closed. reason: at most 123 bytes, as WebSocket takes them."""

    def __init__(self, code: Close, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason.encode()[:123].decode("utf-8", "ignore")


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the client's. id: the operation that it is about, empty if it is about the connection. size: in characters."""

    type: str
    id: str = ""
    payload: Mapping[str, Any] | None = None
    size: int = 0


def read(text: object) -> Said:
    """Return the message of a frame. Raise Closing for one that is none."""
    if not isinstance(text, str) or len(text) > MESSAGE_CHARACTERS:
        raise Closing(Close.BAD_MESSAGE, f"send texts of at most {MESSAGE_CHARACTERS} characters")
    if text.count(",") > JSON_VALUES:
        raise Closing(Close.BAD_MESSAGE, f"a message holds at most {JSON_VALUES} values")
    try:
        message = exact_json(text.encode("utf-8", "surrogatepass"), LONG_NUMBERS)
    except TooManyLong:
        raise Closing(Close.BAD_MESSAGE, f"at most {LONG_NUMBERS} numbers may have more than 15 digits") from None
    except (orjson.JSONDecodeError, UnicodeError):
        raise Closing(Close.BAD_MESSAGE, "Invalid message received: it is not JSON") from None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise Closing(Close.BAD_MESSAGE, "Invalid message received: it has no type")
    type_, id_, payload = message["type"], message.get("id", ""), message.get("payload")
    if type_ in ("subscribe", "complete") and not (isinstance(id_, str) and 0 < len(id_) <= 200):
        raise Closing(Close.BAD_MESSAGE, f"Invalid message received: {type_} needs an id")
    if payload is not None and not isinstance(payload, dict):
        raise Closing(Close.BAD_MESSAGE, "Invalid message received: payload must be an object")
    if type_ == "subscribe" and payload is None:
        raise Closing(Close.BAD_MESSAGE, "Invalid message received: subscribe needs a payload")
    return Said(type_, id_ if isinstance(id_, str) else "", payload, len(text))


def written(type_: str, id_: str = "", payload: Any = None) -> str:
    """Return a message as it is sent."""
    message: dict[str, Any] = {"type": type_}
    if id_:
        message["id"] = id_
    if payload is not None:
        message["payload"] = payload
    return orjson.dumps(message, default=str).decode()
