"""Idempotency keys: one spelling and one check for every mutation."""

from headless.engine.values.problems import Problem, invalid
from headless.engine.values.spelling import spelled
from headless.ids import Prefix, encode

KEY_CHARACTERS = 200


def read_key(given: str) -> str | Problem:
    """Return an idempotency key as it is kept, or what is wrong with it."""
    key = spelled(given)
    if not key:
        message = "the idempotency key is empty; give one that is new for each request"
        return invalid("KEY_MISSING", message, "idempotencyKey")
    if len(key) > KEY_CHARACTERS:
        message = f"the idempotency key has {len(key)} characters; give {KEY_CHARACTERS} at most"
        return invalid("TOO_LONG", message, "idempotencyKey")
    return key


def own_key(member_id: int, key: str) -> str:
    """Return a key that a member's token sent as it is kept: each member has keys of its own."""
    return f"{encode(Prefix.MEMBER, member_id)}:{key}"


def sent_key(member_id: int, key: str) -> str:
    """Return a kept key as it was sent."""
    return key.removeprefix(own_key(member_id, ""))


def key_conflict(key: str) -> Problem:
    """Return the problem of a request whose key was used before for another one."""
    message = f"the idempotency key {key!r} was used before for another request; nothing was changed"
    return Problem("CONFLICT", "KEY_CONFLICT", message, "KeyConflict", {"key": key}, ("idempotencyKey",))
