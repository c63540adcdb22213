"""What a plugin brings is made when it is enabled, all or nothing; what is there stays as the merchant has it."""

from typing import Any

import pytest

from headless.plugins import Benefit, TagKind, Track, hookimpl
from headless.plugins.loading.registry import Registry
from headless.plugins.testing import Shop as MemoryShop
from headless.services.configuration.tag_kinds import save_tag
from headless.services.plugin_admin.plugin_reports import plugin_report
from headless.services.plugin_admin.plugins import disable_plugin, enable_plugin
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.services.backtesting.trying import members_of, tried
from tests.services.plugin_admin.circle import Circle
from tests.services.shop import Shop
from tests.web.shop import open_shop

ENABLE = """mutation { pluginEnable(input: {name: "circle"}) {
  made { sort code name } existing { sort code name differs } plugin { name enabled } userErrors { code message path }
} }"""
ALL = {"leaves", "reader", "book_voucher", "reading_hour", "shelves"}


class Unfit(Circle):
    """Brings a benefit that gives what is not there, after everything else was made."""

    benefit = Benefit("reading_hour", "Reading hour", gives="lost_voucher")


async def enabled(shop: Shop) -> Any:
    saved = await enable_plugin(shop.kernel, shop.owner, "circle")
    assert saved.problem is None, saved.problem
    return saved


async def codes(shop: Shop) -> set[str]:
    async with shop.kernel.db.read() as session:
        program = await shop.kernel.programs.get(session, shop.owner.merchant_id)
    return {*program.kinds, *program.tags, *program.coupon_kinds, *program.benefits, *program.tracks}


async def test_all_that_it_brings_is_made_and_works(install: Any) -> None:
    async with install(circle=Circle()) as shop:
        member = await shop.member()
        done = await enabled(shop)
        await shop.send("book.read", member, {"pages": 160})
        await work_once(shop.kernel)

        state = await shop.state(member)
        assert (ALL, []) == ({made.code for made in done.made}, done.existing)
        assert {"reader"} <= state.tag_codes
        assert "upper" == state.tier_code("shelves")
        assert [] == await verify(shop.kernel)


async def test_a_plugin_brings_the_same_in_memory() -> None:
    member = MemoryShop(Circle()).member()

    member.send("book.read", pages=160)

    assert ({"reader"}, "upper") == (member.tags, member.tier("shelves"))


async def test_what_is_there_stays_as_the_merchant_has_it_and_is_named(install: Any) -> None:
    async with install(circle=Circle()) as shop:
        await save_tag(shop.kernel, shop.owner, {"code": "reader", "name": "Bookworm"})
        done = await enabled(shop)

        (present,) = done.existing
        assert ("tag", "reader", "Bookworm", ("condition", "name", "names")) == (
            present.sort, present.code, present.name, present.differs,
        )  # fmt: skip
        assert ALL - {"reader"} == {made.code for made in done.made}
        again = await enabled(shop)
        assert ([], ALL) == (again.made, {present.code for present in again.existing})
        assert {"reader": ("condition", "name", "names")} == {
            present.code: present.differs for present in again.existing if present.differs
        }


async def test_a_failure_half_way_leaves_nothing(install: Any) -> None:
    async with install(circle=Unfit()) as shop:
        before = await codes(shop)
        saved = await enable_plugin(shop.kernel, shop.owner, "circle")

        assert ("UNKNOWN_COUPON_KIND", ("name",)) == (saved.problem.code, saved.problem.path)
        assert (
            "circle brings the benefit reading_hour, which cannot be made here: the coupon kind 'lost_voucher' does not exist; "
            "there are: book_voucher" == saved.problem.message
        )
        assert before == await codes(shop)
        report = await plugin_report(shop.kernel, shop.owner.merchant_id)
        assert [False] == [line["enabled"] for line in report if line["name"] == "circle"]


async def test_disabling_leaves_what_it_brought(install: Any) -> None:
    async with install(circle=Circle()) as shop:
        await enabled(shop)

        assert (await disable_plugin(shop.kernel, shop.owner, "circle")).problem is None

        assert ALL <= await codes(shop)


async def test_a_plugin_that_was_never_enabled_is_tried_with_what_it_brings_and_a_tag_on_its_metric(
    install: Any,
) -> None:
    async with install(circle=Circle()) as shop:
        member = await shop.member("ann")
        await shop.order(member, "160")
        before = await codes(shop)
        condition = {"test": {"metric": "circle.pages", "op": "GTE", "value": 10}}
        tag = {"code": "page_turner", "name": "Page turner", "condition": condition}

        view = await tried(shop, {"plugin": {"name": "circle"}}, {"tag": tag})

        changes = {(change["kind"], change["code"]) for change in (await members_of(shop, view))["ann"]["changes"]}
        assert {("ASSET", "leaves"), ("TAG", "reader"), ("TAG", "page_turner"), ("TIER", "shelves")} == changes
        assert before == await codes(shop), "nothing of it is kept"


async def test_being_tagged_alone_is_no_gain(install: Any) -> None:
    async with install(circle=Circle()) as shop:
        await shop.order(await shop.member("ann"), "160")
        spent = {"test": {"metric": "net_spend", "op": "GTE", "value": "100"}}
        tag = {"tag": {"code": "spender", "name": "Spender", "condition": spent}}

        plain, wanted = await tried(shop, tag), await tried(shop, tag, gain_tags=["spender"])

        assert ((0, 0), (1, 0)) == ((plain.gained, plain.lost), (wanted.gained, wanted.lost))


async def test_the_answer_names_what_was_made_and_what_was_there(database_url: str) -> None:
    async with open_shop(database_url, circle=Circle()) as shop:
        await shop.ask(
            'mutation { tagSave(input: {code: "reader", name: "Reader", names: {zh: "读者"}}) { userErrors { code } } }'
        )
        answer = (await shop.ask(ENABLE))["pluginEnable"]

        assert [{"sort": "TAG", "code": "reader", "name": "Reader", "differs": ["condition"]}] == answer["existing"]
        assert [
            ("ASSET_KIND", "leaves"), ("COUPON_KIND", "book_voucher"), ("TIER_TRACK", "shelves"), ("BENEFIT", "reading_hour"),
        ] == [(made["sort"], made["code"]) for made in answer["made"]]  # fmt: skip
        assert [] == answer["userErrors"]


WRONG = [
    ("register_tags", Benefit("x", "X"), "register_tags returned Benefit"),
    ("register_tags", TagKind("", "X"), "TagKind needs a code"),
    ("register_benefits", Benefit("x", ""), "Benefit needs a label"),
    ("register_benefits", Benefit("x", "X", more={"code": "y"}), "leave them out of more"),
    ("register_tracks", Track("x", "X", ["gold"]), "it must be a Tier"),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("hook", "declared", "said"), WRONG)
def test_what_cannot_be_brought_is_told_when_the_plugin_is_loaded(hook: str, declared: Any, said: str) -> None:
    plugin = type("Plugin", (), {hook: hookimpl(lambda self: [declared])})
    plugin.__dict__[hook].__name__ = hook

    registry = Registry.load(entry_points=(), more={"circle": plugin()})

    (error,) = [info.error for info in registry.plugins if info.name == "circle"]
    assert said in str(error)


def test_the_same_thing_is_brought_once() -> None:
    class Twice(Circle):
        @hookimpl
        def register_tags(self) -> Any:
            return [TagKind("reader", "Reader"), TagKind("reader", "Reader")]

    registry = Registry.load(entry_points=(), more={"circle": Twice()})

    assert "the tag 'reader' is declared twice" in [info.error for info in registry.plugins]
