"""Personal fields of a payload, kept apart and erasable. What stays is a length and a salted digest."""

import json
import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Generic, TypeVar, get_args, get_origin

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from headless.engine.values.spelling import bare, folded

T = TypeVar("T")

_SPACES = re.compile(r"\s+")
_ADDRESS = re.compile(r"\S+[./:]\S+")
"""A part of a list that names something, such as a picture: its punctuation counts."""
_DIGEST = re.compile(r"[0-9a-f]{32}", re.ASCII)


class Personal(Generic[T]):
    """All that rules see of a personal field.

    length: characters of a text, with spaces counted once, or the number of parts of a list. digest: equal for texts of a
    member that differ only in case, width, spaces and punctuation. It says nothing without the member's salt.
    """

    __slots__ = ("_digest", "_length")

    def __init__(self, length: int, digest: str) -> None:
        self._length, self._digest = length, digest

    @property
    def length(self) -> int:
        return self._length

    @property
    def digest(self) -> str:
        return self._digest

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and (other.length, other.digest) == (self.length, self.digest)

    def __hash__(self) -> int:
        return hash((self.length, self.digest))

    def __repr__(self) -> str:
        return f"Personal(length={self.length}, digest={self.digest!r})"

    def to_json(self) -> dict[str, Any]:
        """Return it as kept with the event."""
        return {"length": self.length, "digest": self.digest}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _kept,
            serialization=core_schema.plain_serializer_function_ser_schema(Personal.to_json),
            json_schema_input_schema=handler.generate_schema(get_args(source)[0] if get_args(source) else str),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "personal": True}


def _kept(value: object) -> Personal[Any]:
    if isinstance(value, Personal):
        return value
    if isinstance(value, Mapping) and set(value) == {"length", "digest"}:
        length, digest = value["length"], value["digest"]
        if isinstance(length, int) and isinstance(digest, str) and _DIGEST.fullmatch(digest):
            return Personal(length, digest)
    raise PydanticCustomError("personal", "is personal: it must be split off before the payload is read")


def digested(value: Any, salt: bytes) -> Personal[Any]:
    """Return the length and digest of a text, a list of texts or a document. `salt` is the member's, at most 64 bytes."""
    digest = blake2b(_normalised(value).encode(), key=salt, digest_size=16).hexdigest()
    return Personal(len(_SPACES.sub(" ", value.strip())) if isinstance(value, str) else len(value), digest)


def _normalised(value: Any) -> str:
    if isinstance(value, str):
        return bare(value)
    if isinstance(value, Mapping):
        return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return "\n".join(folded(part) if _ADDRESS.fullmatch(part) else bare(part) for part in value)


def personal_type(annotation: Any) -> Any:
    """Return the type of the personal text in an annotation, None if there is none."""
    if annotation is Personal:
        return str
    if get_origin(annotation) is Personal:
        return get_args(annotation)[0]
    return next((type_ for part in get_args(annotation) if (type_ := personal_type(part)) is not None), None)
