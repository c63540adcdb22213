"""What members hold, as relations: accounts as of now, bare balances, and lots that end soon.

Amounts that lots decide are those of the present instant, even if the work of the member's clock is still to be done.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple

from headless.models.base.mapping import columns
from headless.models.base.relations import Relation

_LOTS = """FROM lot l WHERE l.merchant_id = x.merchant_id AND l.member_id = x.member_id AND l.kind_id = x.kind_id
  AND l.remaining > 0"""
AMOUNTS: Mapping[str, str] = MappingProxyType({
    "available": f"""CASE WHEN x.due_at <= $1::bigint THEN (
  SELECT coalesce(sum(CASE WHEN l.starts_at <= $1::bigint AND (l.expires_at IS NULL OR l.expires_at > $1::bigint)
    THEN l.remaining - l.held ELSE 0 END), 0)::bigint {_LOTS}
) ELSE x.balance + x.debt - x.pending - x.held END""",
    "pending": f"""CASE WHEN x.due_at <= $1::bigint THEN (
  SELECT coalesce(sum(CASE WHEN l.starts_at > $1::bigint THEN l.remaining ELSE 0 END), 0)::bigint {_LOTS}
) ELSE x.pending END""",
    "debt": "x.debt", "held": "x.held", "earned": "x.earned", "spent": "x.spent", "expired": "x.expired",
})  # fmt: skip
"""The amounts of an account `x` in units; $1 is the present instant."""
_TIMED = frozenset({"available", "pending"})


class HeldBalance(NamedTuple):
    """A row of BALANCES."""

    kind_id: int
    balance: int


BALANCES = Relation("balances", columns(HeldBalance, "x"), "account x")
"""The balances of accounts, as conditions read them."""


class EndingUnits(NamedTuple):
    """A row of `ending_lots`."""

    kind_id: int
    expires_at: int
    units: int


_ENDING = columns(EndingUnits, "x")
_SUMMED = columns(EndingUnits, "x", units="sum(x.remaining)::bigint")


def accounts(now: int, amounts: Collection[str] = tuple(AMOUNTS)) -> Relation:
    """Return the accounts of members: a row is the kind's id, then these amounts in the order of AMOUNTS.

    `kind_id_of` reads the first of a row; `amount_places` tells where the others are.
    """
    name, listed, timed = _account_columns(tuple(amounts))
    return Relation(name, listed, "account x", values=(now,) if timed else ())


def ending_lots(now: int, until: int) -> Relation:
    """Return what remains of lots that expire after `now` and before `until`, summed by kind and instant."""
    return Relation(
        "lots that end",
        _ENDING,
        "lot x",
        "AND x.remaining > 0 AND x.expires_at > $1 AND x.expires_at < $2 GROUP BY x.kind_id, x.expires_at",
        (now, until),
        _SUMMED,
    )


kind_id_of = itemgetter(0)


def amount_places(amounts: Collection[str]) -> dict[str, int]:
    """Return the place of each of these amounts in a row of `accounts`."""
    return {name: place for place, name in enumerate((name for name in AMOUNTS if name in amounts), start=1)}


@lru_cache(maxsize=256)
def _account_columns(amounts: tuple[str, ...]) -> tuple[str, str, bool]:
    """Return the relation's name and columns, and True if an amount depends on the present instant."""
    listed = [name for name in AMOUNTS if name in amounts]
    text = ", ".join(("x.kind_id", *(AMOUNTS[name] for name in listed)))
    return f"accounts: {', '.join(listed)}", text, not _TIMED.isdisjoint(listed)
