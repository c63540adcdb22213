"""Accounts: balances as they stand."""

from collections.abc import Collection

from tortoise import fields

from headless.engine.member import accounts
from headless.models.base.mapping import RowMap, columns
from headless.models.base.reads import Select
from headless.models.base.row import Row
from headless.models.base.session import Session


class Account(Row):
    """One member's holding of one asset kind: a projection of its entries, lots and holds."""

    keys = ("merchant_id", "member_id", "kind_id")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    kind_id = fields.BigIntField()
    balance = fields.BigIntField()
    debt = fields.BigIntField()
    held = fields.BigIntField()
    pending = fields.BigIntField()
    earned = fields.BigIntField()
    spent = fields.BigIntField()
    expired = fields.BigIntField()
    version = fields.IntField()
    due_at = fields.BigIntField(null=True)

    class Meta:
        table = "account"


ACCOUNTS: RowMap[tuple[accounts.Account, int]] = RowMap(Account, accounts.Account, given=("member_id",))
"""Accounts, each with its member."""
_OF_MEMBERS = f"SELECT {columns(ACCOUNTS)} FROM account WHERE merchant_id = $1 AND "


def accounts_of(
    session: Session, merchant_id: int, member_ids: Collection[int]
) -> Select[list[tuple[accounts.Account, int]]]:
    """Select the accounts of members, each with its member."""
    sql = _OF_MEMBERS + session.any_of("member_id", 2)
    return Select(sql, (merchant_id, member_ids), ACCOUNTS.records)
