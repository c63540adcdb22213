"""Effects that look like effects and hold what no database can keep, no name can be, or nobody can read."""

from collections.abc import Iterator, Mapping
from typing import Any

from headless.plugins import Earn, Emit, Enter, Redeem, Remember, Tag
from tests.plugins.hostile.rules import Evaluate, says

HALF = "\ud83c"
"""Half of a character, as it is left where a text was cut carelessly."""
NUL = "a\x00b"


class Torn(Mapping[str, Any]):
    """A mapping that cannot be read."""

    def __getitem__(self, name: str) -> Any:
        raise RuntimeError("torn")

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("torn")

    def __len__(self) -> int:
        return 1


def endless_document() -> dict[str, Any]:
    """It holds itself."""
    found: dict[str, Any] = {}
    found["again"] = found
    return found


def earn(**fields: Any) -> Evaluate:
    """A point, said oddly."""
    return says(Earn("points", 1, **fields))


SAYINGS: dict[str, tuple[Evaluate, str]] = {
    "half_why": (earn(why=HALF), "Earn.why holds NUL or half a character"),
    "nul_why": (earn(why=NUL), "Earn.why holds NUL or half a character"),
    "half_key": (earn(once=HALF), "Earn.once must be a text of at most 200 characters"),
    "nul_key": (earn(once=NUL), "Earn.once must be a text of at most 200 characters"),
    "nul_funding": (earn(funding=NUL), "Earn.funding must be a text"),
    "long_funding": (earn(funding="x" * 201), "Earn.funding must be a text"),
    "half_sku": (earn(lines=[HALF]), "lines as a list of skus"),
    "odd_keep": (earn(keep=object()), "Earn.keep is object; it must be True or False"),
    "odd_boostable": (earn(boostable="yes"), "boostable as a bool"),
    "unhashable_tag": (says(Tag([])), "Tag.tag is list; it must be a text"),  # type: ignore[arg-type]
    "unhashable_track": (says(Enter([], None)), "Enter.track is list"),  # type: ignore[arg-type]
    "unhashable_type": (says(Emit([], {})), "Emit.type is list"),  # type: ignore[arg-type]
    "numbered_member": (says(Emit("login", {}, member=5)), "Emit.member is int"),  # type: ignore[arg-type]
    "nul_event_key": (says(Emit("login", {}, key=NUL)), "Emit.key must be a text"),
    "torn_event": (says(Emit("login", Torn())), "is over 4 KiB or not JSON"),
    "torn_memory": (says(Remember(Torn())), "is over 4 KiB or not JSON"),
    "endless_memory": (says(Remember(endless_document())), "is over 4 KiB or not JSON"),
    "half_memory": (says(Remember({"a": HALF})), "is over 4 KiB or not JSON"),
    "nan_memory": (says(Remember({"a": float("nan")})), "is over 4 KiB or not JSON"),
    "long_number": (says(Remember({"a": 10**5000})), "is over 4 KiB or not JSON"),
    "nul_code": (says(Redeem(NUL)), "Redeem.code must be a text"),
}
