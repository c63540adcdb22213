"""The members of a platform whose benefits are looked at, each by what is known of it."""

from collections.abc import Iterable
from typing import Any

from tests.web.golden.platform import Platform, having

METALS = (
    {"code": "gold", "name": "Gold", "rank": 1, "condition": having("net_spend", "8000", "1y")},
    {"code": "diamond", "name": "Diamond", "rank": 2, "condition": having("net_spend", "30000", "1y")},
)
CREATE = "mutation($input: MemberCreateInput!) { memberCreate(input: $input) { userErrors { code message } } }"
ASSIGN = "mutation($input: MemberTagAssignInput!) { memberTagAssign(input: $input) { userErrors { code } } }"
SPENDS = {"plain": "10", "gold": "8000", "diamond": "30000"}
KNOWN: dict[str, dict[str, Any]] = {
    "eco": {"attributes": {"likes": "eco"}},
    "fashion": {"attributes": {"likes": "fashion"}},
    "born-today": {"birthday": "1990-02-01"},
    "born-tomorrow": {"birthday": "1990-02-02"},
}
"""What is known of a member. Others have spent, wear the medal for tea, or have shared a photo."""


async def gather(platform: Platform, numbers: Iterable[str]) -> None:
    """Let members join a platform with a ladder and a medal for tea."""
    await platform.track("club", *METALS, default=True)
    await platform.tags("tea-medal")
    for number in numbers:
        given = {"number": number, **KNOWN.get(number, {})}
        assert (await platform.shop.ask(CREATE, {"input": given}))["memberCreate"]["userErrors"] == []
        if number in SPENDS:
            await platform.buys(number, SPENDS[number])
        if number == "tea-lover":
            await platform.shop.ask(ASSIGN, {"input": {"member": {"number": number}, "tag": "tea-medal"}})
        if number == "photographer":
            await platform.happens("share.posted", number, {"media": "cake.jpg"})
