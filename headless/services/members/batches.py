"""What batches of coupons and cards share: how many one request may ask for, and how a repeated request is recognised."""

import hashlib
import json

from headless.engine.values.problems import Problem, invalid
from headless.messages import Message


def hash_of(*parts: object) -> str:
    """Return by what a repeated request is recognised."""
    return hashlib.blake2b(json.dumps(parts, default=str).encode(), digest_size=16).hexdigest()


def wrong_count(count: int, most: int) -> Problem | None:
    """Return the problem of a request for so many coupons or cards, None if it may ask for them."""
    if 1 <= count <= most:
        return None
    message = Message(
        "count is {count}; give 1 to {coupons_per_request}, in several requests if need be",
        count=count, coupons_per_request=most,
    )  # fmt: skip
    return invalid("INVALID_COUNT", message, "count")
