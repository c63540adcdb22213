"""What rules remember of a member who becomes one with another: the survivor's keys win."""

import json
from collections.abc import Mapping
from typing import Any

from headless.engine.values.limits import MEMORY_BYTES

SHARED = "plugin:"
"""What the scopes of documents begin with that the rules of a plugin share."""


def united_memory(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the documents, by scope, that the survivor takes over or adds to.

    A document of one rule instance is taken over if the survivor has none. One that a plugin shares is joined by top-level key,
    as long as it does not grow too large.
    """
    united: dict[str, Any] = {}
    for scope, document in theirs.items():
        known = mine.get(scope)
        if known is None:
            united[scope] = document
        elif scope.startswith(SHARED):
            joined = {**document, **known}
            if joined != known and len(json.dumps(joined, ensure_ascii=False).encode()) <= MEMORY_BYTES:
                united[scope] = joined
    return united
