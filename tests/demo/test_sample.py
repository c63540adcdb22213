"""The committed sample holds what its source holds. The numbers were counted from the source's own lines."""

import csv
import gzip
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.oracle.money import hundredths

FOLDER = Path(__file__).resolve().parents[2] / "headless" / "demo"
SOURCE_CENTS = {
    "GROCERY": 22_238_719, "DRUG GM": 6_189_840, "FUEL": 3_355_154, "PRODUCE": 3_353_763, "MEAT": 3_076_826,
    "MEAT-PCKGD": 1_985_767, "DELI": 1_686_480, "MISCELLANEOUS": 1_247_018, "NUTRITION": 1_016_129, "PASTRY": 591_627,
    "SEAFOOD-PCKGD": 347_592, "FLORAL": 295_936, "SEAFOOD": 236_764, "COSMETICS": 213_801, "SALAD BAR": 173_574,
    "GARDEN CENTER": 142_591, "SPIRITS": 88_275, "CHEF SHOPPE": 22_996, "RESTAURANT": 10_226, "TRAVEL & LEISURE": 8_730,
    "FROZEN GROCERY": 7_234, "COUPON": 6_588, "AUTOMOTIVE": 2_370, "CNTRL/STORE SUP": 995, "PHOTO & VIDEO": 436,
    "GM MERCH EXP": 298, "UNKNOWN": -54_343,
}  # fmt: skip


def order_lines() -> Sequence[dict[str, str]]:
    with gzip.open(FOLDER / "complete_journey_sample.csv.gz", "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def members() -> Sequence[dict[str, str]]:
    with (FOLDER / "members.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_the_sample_has_every_basket_of_200_households() -> None:
    lines = order_lines()

    assert 33_443 == len(lines)
    assert 12_758 == len({line["basket_id"] for line in lines})
    assert 200 == len({line["household_id"] for line in lines})
    assert 17_719_982 == sum(int(line["quantity"]) for line in lines)


def test_every_cent_of_the_source_is_there() -> None:
    households = Counter[str]()
    for line in order_lines():
        households[line["household_id"]] += hundredths(line["amount"])

    assert 46_245_386 == households.total() == sum(SOURCE_CENTS.values())
    assert {"2": 102_012, "24": 34_976, "26": 93_443} == {number: households[number] for number in ("2", "24", "26")}


def test_departments_agree_with_the_source_but_for_coupons_on_whole_baskets() -> None:
    departments = Counter[str]()
    for line in order_lines():
        departments[line["department"]] += hundredths(line["amount"])
    taken_off = {name: source - departments[name] for name, source in SOURCE_CENTS.items() if name != "UNKNOWN"}

    assert set(SOURCE_CENTS) == set(departments)
    assert all(cents >= 0 for cents in taken_off.values())
    assert departments["UNKNOWN"] - SOURCE_CENTS["UNKNOWN"] == sum(taken_off.values()) == 54_481


def test_no_line_is_negative_and_time_only_moves_on() -> None:
    lines = order_lines()
    times = [line["time"] for line in lines]

    assert [] == [line for line in lines if hundredths(line["amount"]) < 0]
    assert sorted(times) == times
    assert ("2017-01-01T15:34:46Z", "2018-01-01T03:09:17Z") == (times[0], times[-1])


def test_every_household_is_a_member_with_a_name_of_its_own() -> None:
    people = members()

    assert {line["household_id"] for line in order_lines()} == {person["household_id"] for person in people}
    assert 200 == len({person["name"] for person in people})
    assert 55 == sum(bool(person["age_band"]) for person in people)


def test_a_member_joined_with_the_first_basket() -> None:
    first_times: dict[str, str] = {}
    for line in order_lines():
        first_times.setdefault(line["household_id"], line["time"])

    assert first_times == {person["household_id"]: person["joined_at"] for person in members()}


def test_the_file_is_packed_without_a_time_so_that_it_can_be_made_again_byte_for_byte() -> None:
    header = (FOLDER / "complete_journey_sample.csv.gz").read_bytes()[:10]

    assert b"\x1f\x8b\x08\x00\x00\x00\x00\x00" == header[:8]
