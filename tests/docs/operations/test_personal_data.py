"""The page on personal data says where it is: no column of texts is left out, and what is erased is told as it is done."""

import pytest
from docs_personal import BLANKED, CLEARED, DELETED, IMPERSONAL, PERSONAL

from headless.models.tables.catalogue import TABLES, column_types
from headless.models.tables.members.lives import erasing, exporting, texts

TEXTS = ("text", "jsonb")


def listed(table: str) -> list[str]:
    """The columns of a table that the page names, and those that it leaves out knowingly."""
    return [column for kept in PERSONAL.get(table, ()) for column in kept.columns] + list(IMPERSONAL.get(table, ()))


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_texts_is_on_the_page_or_left_out_knowingly(table: str) -> None:
    """A new column fails here until someone has thought of what may stand in it."""
    columns = {name for name, type_ in column_types(table).items() if type_ in TEXTS}

    assert columns - {"birthday_on"} == set(listed(table)) - {"birthday_on"}
    assert sorted(set(listed(table))) == sorted(listed(table))
    assert set(listed(table)) <= set(column_types(table))


def test_the_page_names_no_table_that_is_gone() -> None:
    assert set(PERSONAL) | set(IMPERSONAL) <= set(TABLES)


def test_what_is_said_of_erasing_is_what_is_done() -> None:
    deleted = {table for table, parts in PERSONAL.items() for kept in parts if kept.erased == DELETED}
    cleared = {name for kept in PERSONAL["member"] if kept.erased == CLEARED for name in kept.columns}
    blanked = {
        (table, name)
        for table, parts in PERSONAL.items()
        for kept in parts
        if kept.erased == BLANKED or "blanked" in kept.erased
        for name in kept.columns
    }
    done = {(kept.table, column) for kept in (*texts.DOCUMENTS, *texts.REASONS) for column in kept.columns}

    assert set(erasing._DELETED) == deleted
    assert [] == [name for name in cleared if f"{name} = " not in erasing._FORGET]
    assert len(cleared) == erasing._FORGET.partition(" WHERE ")[0].count(" = ")
    assert done <= blanked


def test_what_a_member_may_ask_for_is_exported() -> None:
    """Tables of single members are in the export, all but what is for others or only on its way."""
    of_members = {table for table in TABLES if exporting.is_exported(table, column_types(table))}
    # what is in the outbox is exported apart, without saying whose rule it was
    others = {"outbox", "guest", "guest_event", "audit_record", "plugin_health", "token", "backtest", "coupon_batch"}
    others |= {"personal_read", "allowance", "card_batch", "bulk_job"}

    assert set(PERSONAL) - of_members <= others
