"""Draws: a rule's chance falls the same however often an event is decided, and can be proved fair afterwards."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

_BITS = 256
MOST_WEIGHT = 1 << 128
"""The sum of all weights. Larger ones would leave numbers that are seldom drawn at all."""


@dataclass(frozen=True, slots=True)
class Draws:
    """The draws of one version of a rule instance: its id as outside, and the seed of that version."""

    rule: str = ""
    seed: str = field(default="", repr=False)


def draw(draws: Draws, event: str, key: str, weights: Mapping[str, int]) -> str:
    """Return one of the names in `weights`, each as likely as its share of the sum.

    The number drawn is HMAC-SHA-256 of "<event>|<rule>|<key>|<round>" under the seed, read as an unsigned integer, most
    significant byte first, from round 0 on. Numbers from the largest multiple of the sum upwards are passed over for those of
    the next round, so that no name gains by a remainder. The number modulo the sum is a place in the row of all names, in the
    order given, each as long as its weight.

    Raises:
        ValueError: If a weight is not a whole number from 0 on, or the sum is 0 or over 2^128.
    """
    total = _sum(weights)
    fair = (1 << _BITS) // total * total
    number, turn = fair, 0
    while number >= fair:
        message = f"{event}|{draws.rule}|{key}|{turn}".encode()
        number = int.from_bytes(hmac.digest(draws.seed.encode(), message, hashlib.sha256), "big")
        turn += 1
    place = number % total
    for name, weight in weights.items():
        if place < weight:
            return name
        place -= weight
    raise AssertionError("the place lies within the sum of the weights")


def commitment(seed: str) -> str:
    """Return what is published of a seed before its draws: its SHA-256 in hexadecimal digits."""
    return hashlib.sha256(seed.encode()).hexdigest()


def _sum(weights: Mapping[str, int]) -> int:
    total = 0
    for name, weight in weights.items():
        if type(weight) is not int or weight < 0:
            raise ValueError(f"the weight of {name!r} is {weight!r}; it must be a whole number from 0 on")
        total += weight
    if not 0 < total <= MOST_WEIGHT:
        raise ValueError(f"the weights add up to {total}; they must come to at least 1 and at most 2^128")
    return total
