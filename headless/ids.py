"""Ids: 63-bit integers inside, `<prefix>_<13 characters>` outside. Both sort by the time they were made.

Inside: 41 bits of milliseconds since 2020-01-01 UTC, 10 bits of node, 12 bits of sequence. Outside: Crockford's base 32
in lower case. The id of a pair (an asset is a member and a kind) is both numbers behind one prefix: 26 characters.
"""

import secrets
from collections.abc import Callable
from enum import StrEnum

from headless.errors import InvalidId
from headless.messages import Message

EPOCH_MS = 1_577_836_800_000
NODE_BITS = 10
SEQUENCE_BITS = 12
ID_LENGTH = 13
ID_MOST = (1 << 63) - 1
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PAIRS = tuple(first + second for first in ALPHABET for second in ALPHABET)
DIGITS = {letter: value for value, letter in enumerate(ALPHABET)}


class Prefix(StrEnum):
    """What an outside id begins with, by the kind of thing it names."""

    MEMBER = "mem"
    EVENT = "evt"
    ENTRY = "ent"
    LOT = "lot"
    HOLD = "hold"
    ASSET = "ast"
    KIND = "kind"
    TIER = "tier"
    TRACK = "trk"
    STANDING = "std"
    TAG = "tag"
    MEMBER_TAG = "mtag"
    RULE = "rule"
    TOKEN = "tok"
    PARTNER = "part"
    BENEFIT = "ben"
    MEMBER_BENEFIT = "mben"
    BENEFIT_USE = "use"
    COUPON_KIND = "ckind"
    COUPON = "coup"
    CARD_KIND = "cdkind"
    CARD = "card"
    JOB = "job"
    BACKTEST = "back"
    AUDIT = "aud"
    WEBHOOK = "hook"
    DELIVERY = "msg"


class Ids:
    """A maker of ids that only grow within this process, even if the clock goes back.

    `now_us` answers microseconds since 1970 UTC; give the machine's time, even if a merchant has a clock of its own.
    Without `node` one is drawn. If you give it, keep the nodes of all processes apart.
    """

    def __init__(self, now_us: Callable[[], int], node: int | None = None) -> None:
        self._now_us = now_us
        self._drawn = node is None
        self._node = secrets.randbelow(1 << NODE_BITS) if node is None else node
        self._last_tick = -1

    def new(self) -> int:
        """Return a new id, larger than every earlier one of this generator."""
        now_ms = self._now_us() // 1_000 - EPOCH_MS
        if now_ms > self._last_tick >> SEQUENCE_BITS:
            self._last_tick = now_ms << SEQUENCE_BITS | self._first_sequence()
        else:
            self._last_tick += 1
        milliseconds, sequence = self._last_tick >> SEQUENCE_BITS, self._last_tick & ((1 << SEQUENCE_BITS) - 1)
        return (milliseconds << NODE_BITS | self._node) << SEQUENCE_BITS | sequence

    def _first_sequence(self) -> int:
        # Two processes may draw the same node: beginning anywhere in a millisecond's first quarter keeps them apart.
        return secrets.randbelow(1 << (SEQUENCE_BITS - 2)) if self._drawn else 0


def encode(prefix: str, number: int) -> str:
    """Return the outside form of an id. Raise ValueError if the number is not an id."""
    return f"{prefix}_{_letters(number)}"


def encode_pair(prefix: str, first: int, second: int) -> str:
    """Return the outside form of the id of a pair. Raise ValueError if a number is not an id."""
    return f"{prefix}_{_letters(first)}{_letters(second)}"


def decode(prefix: str, text: str) -> int:
    """Return the number of an outside id. Raise InvalidId if the text is not one with this prefix."""
    return _number(_body(prefix, text, ID_LENGTH), text)


def decode_pair(prefix: str, text: str) -> tuple[int, int]:
    """Return both numbers of the outside id of a pair. Raise InvalidId if the text is not one with this prefix."""
    body = _body(prefix, text, 2 * ID_LENGTH)
    return _number(body[:ID_LENGTH], text), _number(body[ID_LENGTH:], text)


def prefix_of(text: str, example: str = Prefix.MEMBER) -> str:
    """Return the prefix of an outside id. Raise InvalidId, with an example of such an id, if there is none."""
    prefix, underscore, body = text.rpartition("_")
    if not (prefix and underscore and body):
        raise InvalidId(
            Message(
                "{text!r} is not an id: ids look like {example}_{alphabet}",
                text=text[:40],
                example=str(example),
                alphabet=ALPHABET[:ID_LENGTH],
            )
        )
    return prefix


def _body(prefix: str, text: str, length: int) -> str:
    begins = prefix_of(text, prefix)
    body = text[len(begins) + 1 :]
    if begins != prefix:
        raise InvalidId(
            Message(
                "{text!r} begins with {begins!r}: give an id that begins with '{prefix}_'",
                text=text[:40],
                begins=begins[:20],
                prefix=prefix,
            )
        )
    if len(body) != length:
        raise InvalidId(
            Message(
                "{text!r} has {count} characters after '{prefix}_': give the whole id, {length}",
                text=text[:40],
                count=len(body),
                prefix=prefix,
                length=length,
            )
        )
    return body


def _letters(number: int) -> str:
    if not 0 <= number <= ID_MOST:
        raise ValueError(f"{number} is not a 63-bit id")
    return (
        ALPHABET[number >> 60] + PAIRS[number >> 50 & 1023] + PAIRS[number >> 40 & 1023] + PAIRS[number >> 30 & 1023]
        + PAIRS[number >> 20 & 1023] + PAIRS[number >> 10 & 1023] + PAIRS[number & 1023]
    )  # fmt: skip


def _number(letters: str, text: str) -> int:
    number = 0
    for letter in letters:
        digit = DIGITS.get(letter)
        if digit is None:
            raise InvalidId(
                Message(
                    "{text!r} holds {letter!r}, which no id does: copy the id as it was given",
                    text=text[:40],
                    letter=letter,
                )
            )
        number = number << 5 | digit
    if number > ID_MOST:
        raise InvalidId(Message("{text!r} is out of range: copy the id as it was given", text=text[:40]))
    return number
