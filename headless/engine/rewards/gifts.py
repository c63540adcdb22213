"""Gifts of rules to other members that are to come back."""

from collections.abc import Mapping
from typing import Any

from headless.engine.member.records import Entry, EntryType
from headless.engine.turn import Recall, Turn
from headless.ids import Prefix, decode, encode

TO, RECEIPT = "to", "receipt"


def gift_terms(to: int, receipt_id: int, *, keep: bool) -> Mapping[str, Any]:
    """Return what the entry of a gift keeps: to whom it went, the event there, and whether refunds leave it there."""
    terms = {TO: encode(Prefix.MEMBER, to), RECEIPT: encode(Prefix.EVENT, receipt_id)}
    return {**terms, "keep": True} if keep else terms


def is_gift(entry: Entry) -> bool:
    """Return True if a rule gave it to another member."""
    return entry.type is EntryType.TRANSFER and entry.amount < 0 and RECEIPT in (entry.terms or {})


def recall(turn: Turn, entry: Entry, due: int, *, owed: bool = True) -> None:
    """Call a gift back, as far as `due` units of it are to be back in all."""
    terms = entry.terms or {}
    to, receipt = decode(Prefix.MEMBER, terms[TO]), decode(Prefix.EVENT, terms[RECEIPT])
    turn.recalls.append(Recall(to, receipt, entry, due, owed))
