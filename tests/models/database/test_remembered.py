"""Texts that are made once are kept within a number of bytes."""

from headless.models.database.statements import Remembered, for_sqlite, side_by_side


def test_a_text_is_made_once() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key * 2

    remembered = Remembered(make)

    assert ["aa", "aa", "bb"] == [remembered[key] for key in "aab"]
    assert ["a", "b"] == made


def test_what_is_kept_stays_within_the_bytes() -> None:
    remembered = Remembered(lambda number: "x" * 100, 1_000)  # type: ignore[arg-type, return-value]
    for number in range(100):
        assert 100 == len(remembered[number])  # type: ignore[index]
        assert remembered.bytes == 200 * len(remembered) <= 1_000


def test_a_text_that_is_larger_than_all_is_made_each_time() -> None:
    remembered = Remembered(lambda key: key * 1_000, 1_000)

    assert ["a" * 1_000] * 2 == [remembered["a"], remembered["a"]]
    assert {} == remembered


def test_statements_are_as_they_were() -> None:
    assert "SELECT a FROM t WHERE b = ?1" == for_sqlite("SELECT a FROM t WHERE b = $1::text FOR UPDATE").strip()
    assert "SELECT ARRAY(SELECT x FROM (A $1) x),\nARRAY(SELECT x FROM (B $2 $3) x)" == side_by_side(
        (("A $1", 1), ("B $1 $2", 2))
    )
