"""Members are spread over lanes so that each one's orders stay in order; where members share something, there is one lane."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headless.services.configuration.offers.coupon_kinds import save_coupon_kind
from headless.services.importing.member_lookup import MemberCells
from headless.services.importing.orders import orders
from headless.services.importing.orders.lanes import LANES, lanes_for
from headless.services.importing.orders.order_file import _lane_of, _parts
from headless.services.importing.orders.order_grouping import Draft
from headless.services.verifying.verifying import verify
from tests.services.importing.households import COLUMNS, SLUG, Books, books, open_grocer, write_households
from tests.services.importing.small import Small
from tests.services.importing.stores import apart, open_kernel, store
from tests.services.importing.test_child_process import job_of

DRAFTS = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 50)), max_size=60)


async def _lanes(small: Small, *fields: str) -> int:
    async with small.kernel.db.read() as session:
        return await lanes_for(session, await small.kernel.programs.get(session, small.owner.merchant_id), fields)


async def test_there_are_lanes_where_transactions_can_run_side_by_side(small: Small) -> None:
    assert {"sqlite": 1, "postgres": LANES}[small.kernel.db.dialect] == await _lanes(small, "order", "member")
    assert 1 == await _lanes(small, "order", "member", "coupons")


@pytest.mark.parametrize(("stock", "lanes"), [(10, 1), (None, LANES)])
async def test_where_the_first_so_many_get_something_there_is_one_lane(
    small: Small, stock: int | None, lanes: int
) -> None:
    document = {"code": "tea", "name": "Tea", "discount": {"amount": "1"}, "stock": stock}
    saved = await save_coupon_kind(small.kernel, small.owner, document)
    assert saved.problem is None, saved.problem

    assert (1 if small.kernel.db.dialect == "sqlite" else lanes) == await _lanes(small)


@given(DRAFTS, st.integers(1, 4), st.integers(1, 7))
def test_every_order_is_in_one_part_and_those_of_a_member_in_order(
    given: list[tuple[str, int]], lanes: int, at_once: int
) -> None:
    ordered = sorted(given, key=lambda each: each[1])
    drafts = [Draft(str(number), member, member, at) for number, (member, at) in enumerate(ordered)]
    job = replace(job_of(Path("/dev/null"), at_once), lanes=lanes)
    found: list[tuple[int, Sequence[Draft]]] = list(_parts(drafts.copy(), job))

    assert sorted(draft.number for draft in drafts) == sorted(draft.number for _, part in found for draft in part)
    assert all(1 <= len(part) <= at_once for _, part in found)
    for member in "abcdef":
        own = [(lane, draft) for lane, part in found for draft in part if draft.member == member]
        assert len({lane for lane, _ in own}) <= 1
        assert all(one.at <= next_.at for (_, one), (_, next_) in pairwise(own))


def test_one_member_written_in_two_ways_has_one_lane() -> None:
    lane_of, phones = _lane_of(1_000), MemberCells("phone", "DE", trusted=False)

    assert lane_of(phones.key("+49 30 1234-5")) == lane_of(phones.key("030 12345"))
    assert lane_of(phones.key("+49 30 1234-5")) != lane_of(phones.key("+49 30 1234-6"))


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_four_lanes_leave_what_one_leaves(
    dialect: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite, too, where they only wait for one another."""
    path = tmp_path / "orders.csv"
    write_households(path, 8)

    def imported(lanes: int) -> Books:
        async def so_many(*_: object) -> int:
            return lanes

        monkeypatch.setattr(orders, "lanes_for", so_many)
        folder = tmp_path / str(lanes)
        folder.mkdir()
        with store(dialect, request, folder) as url:
            return apart(lambda: _imported(url, path))

    assert imported(1) == imported(4)


async def _imported(url: str, path: Path) -> Books:
    async with open_kernel(url) as kernel:
        await open_grocer(kernel)
        await orders.import_orders(kernel, SLUG, path, COLUMNS, create_members=True, at_once=60)
        assert [] == await verify(kernel, SLUG)
        return await books(kernel)
