"""Traces show the shape of a statement, and never a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headless.tracing.statements import READ_MOST, TEXT_MOST, shape_of

SECRET = "swordfish"


@pytest.mark.parametrize(
    ("sql", "summary"),
    [
        ("SELECT id FROM merchant WHERE id = $1", "SELECT merchant"),
        ("BEGIN IMMEDIATE", "BEGIN"),
        ("COMMIT", "COMMIT"),
        ("INSERT INTO member (id) SELECT * FROM unnest($1::bigint[])", "INSERT member"),
        ("SELECT id FROM member WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE", "SELECT member"),
        ("SELECT m.id FROM merchant m JOIN outbox o ON o.merchant_id = m.id", "SELECT merchant outbox"),
        ('SELECT "id" FROM "asset_kind" WHERE "merchant_id" = ?', "SELECT asset_kind"),
        (
            "WITH w0 AS (INSERT INTO entry (a) SELECT 1 ON CONFLICT (a) DO UPDATE SET a = 2) INSERT INTO lot (a) SELECT 1",
            "INSERT entry lot",
        ),
        ("SELECT extract(epoch FROM clock_timestamp())", "SELECT"),
        ("something else", "SQL"),
    ],
)
def test_a_statement_is_called_by_its_operation_and_its_tables(sql: str, summary: str) -> None:
    assert summary == shape_of(sql).summary


def test_placeholders_stay_and_values_go() -> None:
    sql = "SELECT a FROM t1 WHERE a = $1 AND b = ?2 AND c = 'x' AND d = -1.5e3 LIMIT 10"

    assert "SELECT a FROM t1 WHERE a = $1 AND b = ?2 AND c = ? AND d = ? LIMIT ?" == shape_of(sql).text


@pytest.mark.parametrize(
    "literal",
    [
        f"'{SECRET}'",
        f"'it''s {SECRET}'",
        f"'-- {SECRET}'",
        f"E'it\\'s {SECRET}'",
        f"e'\\\\' || '{SECRET}'",
        f"$${SECRET}$$",
        f"$t$ ' {SECRET} $t$",
        f"1 -- {SECRET}",
        f"1 /* '{SECRET} */",
        f'"{SECRET} is quoted"',
        f"`{SECRET}!`",
        f"'{SECRET}",
        f'"{SECRET} -- "',
        f"'a' '{SECRET}' 'b",
        f"U&'{SECRET}'",
    ],
)
def test_no_way_to_write_a_text_lets_it_through(literal: str) -> None:
    shape = shape_of(f"SELECT a FROM t WHERE b = {literal}")

    assert SECRET not in f"{shape.summary} {shape.text}"


@given(st.text(alphabet="ab'\"\\$-/*\n ;é", max_size=30))
def test_no_text_that_is_quoted_well_gets_out(text: str) -> None:
    literal = "'" + f"{SECRET}{text}{SECRET}".replace("'", "''") + "'"
    shape = shape_of(f"SELECT a FROM t WHERE b = {literal} AND c = $1")

    assert SECRET not in f"{shape.summary} {shape.text}"


def test_long_statements_are_cut_and_very_long_ones_have_no_text() -> None:
    long, longer = (f"SELECT {', '.join(['a'] * count)} FROM t" for count in (TEXT_MOST, READ_MOST))

    assert TEXT_MOST + 1 == len(shape_of(long).text or "")
    assert ("SELECT", None) == shape_of(longer)
