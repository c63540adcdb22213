"""Idempotency keys: one spelling and one check for every mutation."""

from headless.engine.values.problems import Problem, invalid
from headless.engine.values.spelling import spelled
from headless.ids import Prefix, encode
from headless.messages import Message

KEY_CHARACTERS = 200


def read_key(given: str) -> str | Problem:
    """Return an idempotency key as it is kept, or what is wrong with it."""
    key = spelled(given)
    if not key:
        message = Message("the idempotency key is empty; give one that is new for each request")
        return invalid("KEY_MISSING", message, "idempotencyKey")
    if len(key) > KEY_CHARACTERS:
        message = Message(
            "the idempotency key has {count} characters; give {key_characters} at most",
            count=len(key),
            key_characters=KEY_CHARACTERS,
        )
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
    message = Message("the idempotency key {key!r} was used before for another request; nothing was changed", key=key)
    return Problem("CONFLICT", "KEY_CONFLICT", message, "KeyConflict", {"key": key}, ("idempotencyKey",))
