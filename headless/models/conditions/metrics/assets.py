"""What a member holds of an asset kind, as SQL."""

from headless.engine.conditions.leaves import Leaf
from headless.models.conditions.sql import Twin, Writer, by_events, own


def _balance(leaf: Leaf, writer: Writer) -> str:
    """Return the test of a balance."""
    value = _held(leaf, writer)
    return "FALSE" if value == "NULL" else writer.within(value, leaf.spans or ())


def _held(leaf: Leaf, writer: Writer) -> str:
    """Return the balance, 0 without an account. The balance of an asset kind that the merchant does not have is missing."""
    kind = writer.program.kinds.get(leaf.test.query.arg("asset") or "")
    if kind is None:
        return "NULL"
    balance = f"SELECT a.balance FROM account a WHERE {own('a')} AND a.kind_id = {writer.place(kind.id)}"
    return f"COALESCE(({balance}), 0)"


TWINS = {
    "balance": Twin(_balance, by_events, _held),
}
