"""What a member holds of an asset kind, as SQL."""

from headless.engine.conditions.leaves import Leaf
from headless.models.conditions.sql import Twin, Writer, by_events, own


def _balance(leaf: Leaf, writer: Writer) -> str:
    """Return the test of a balance. A member without an account holds 0."""
    kind = writer.program.kinds.get(leaf.test.query.arg("asset") or "")
    if kind is None:
        return "FALSE"
    balance = f"SELECT a.balance FROM account a WHERE {own('a')} AND a.kind_id = {writer.place(kind.id)}"
    return writer.within(f"COALESCE(({balance}), 0)", leaf.spans or ())


TWINS = {
    "balance": Twin(_balance, by_events),
}
