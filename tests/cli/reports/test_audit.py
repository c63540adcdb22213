"""The audit trail from the command line: what is left out is said, to people and programs alike."""

import pytest

from tests.cli.conftest import Command

TRAIL = ("audit", "--merchant", "shop")
MORE = "there are more: add --most, up to 1000, or --to\n"


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["table", "json"])
def test_a_trail_that_is_cut_says_so_apart_from_the_result(shop: Command, form: tuple[str, ...]) -> None:
    for name in ("till", "app"):
        assert 0 == shop("token", "create", "--merchant", "shop", "--scope", "admin", "--name", name).code

    cut = shop(*TRAIL, "--most", "1", *form)
    whole = shop(*TRAIL, *form)

    assert (MORE, "") == (cut.err, whole.err)
    assert "there are more" not in cut.out
    assert ("app" in cut.out, "till" in cut.out, "till" in whole.out) == (True, False, True)
