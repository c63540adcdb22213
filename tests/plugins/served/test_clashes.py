"""Names that clash refuse to boot, and declarations that could not be served are not loaded; each says what to do."""

from dataclasses import dataclass, make_dataclass
from typing import Any

import pytest

from headless.errors import Misconfigured
from headless.plugins import Action, Connection, EventData, Field, MemberRef, Value, hookimpl
from headless.plugins.loading.registry import Registry
from headless.schema.serving.root import make_schema


class Input(EventData):
    """What it takes."""

    what: str


class Lookup(EventData):
    """Names a member."""

    member: MemberRef


class Paged(EventData):
    """Says how many."""

    first: int = 1


class Dashed(EventData):
    """Says what GraphQL could not."""

    model_config = {"alias_generator": lambda name: name.replace("_", "-")}
    a_b: int = 1


@dataclass
class Row:
    """A row."""

    who: MemberRef


def field(**attributes: Any) -> type[Field]:
    body = {"__doc__": "A field.", "id": "cup", "type": int, "resolve": lambda self, ctx: None, **attributes}
    return type("Cup", (Field,), body)


def action(name: str, **attributes: Any) -> type[Action]:
    async def run(self: Any, input: Any, member: Any, do: Any) -> Any:  # noqa: A002
        return None

    return type("Deed", (Action,), {"__doc__": "A deed.", "name": name, "input": Input, "run": run, **attributes})


def plugin(fields: Any = (), actions: Any = ()) -> Any:
    class Plugin:
        __version__ = "1"

        @hookimpl
        def register_fields(self) -> Any:
            return list(fields)

        @hookimpl
        def register_actions(self) -> Any:
            return list(actions)

    return Plugin()


def boot(**plugins: Any) -> None:
    make_schema(Registry.load(entry_points=(), more=plugins, strict=True))


@pytest.mark.parametrize(
    ("plugins", "words"),
    [
        ({"member": plugin(actions=[action("create")])}, ("mutation memberCreate", "headless", "member")),
        ({"a": plugin(actions=[action("b_c")]), "a_b": plugin(actions=[action("c")])}, ("mutation aBC", "a_b")),
        ({"hold": plugin(actions=[action("settle")])}, ("type HoldSettleInput", "hold", "headless")),
        (
            {
                "a": plugin([field(type=make_dataclass("BCup", [("x", int)]))]),
                "a_b": plugin([field(type=make_dataclass("Cup", [("x", int)]))]),
            },
            ("type ExtABCup", "a and by a_b"),
        ),
    ],
)
def test_a_clash_refuses_to_boot_and_names_both(plugins: Any, words: tuple[str, ...]) -> None:
    with pytest.raises(Misconfigured) as raised:
        boot(**plugins)

    assert all(word in str(raised.value) for word in words), str(raised.value)


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        (field(on="shop"), "it must be one of member, merchant"),
        (field(on="merchant", needs={"spend": Value("net_spend")}), "needs Own alone"),
        (field(arguments=int), "arguments must be a subclass of EventData"),
        (field(arguments=Lookup), "belong into events and actions"),
        (field(arguments=Paged), "has 'first'"),
        (field(arguments=Dashed), "use letters, digits and underscores"),
        (field(type=list[Connection[int]]), "stands in no list"),
        (field(type=Connection[list[int]]), "a Connection is a field of its own"),
        (action("deed", output=Connection[int]), "give a list"),
        (action("deed", output=int | str), "several types"),
        (action("deed", scope=""), "scope must be the scope"),
    ],
)
def test_what_could_not_be_served_is_not_loaded(declared: Any, words: str) -> None:
    made = plugin([declared]) if issubclass(declared, Field) else plugin(actions=[declared])
    registry = Registry.load(entry_points=(), more={"odd": made})
    (failed,) = [info for info in registry.plugins if info.name == "odd"]

    assert "FAILED" == failed.state
    assert words in (failed.error or "")


def test_two_plugins_may_use_the_same_names_of_classes_and_fields() -> None:
    boot(
        a=plugin([field(type=Row), field(id="cups", on="merchant", type=Connection[Row])], [action("deed")]),
        b=plugin([field(type=Row), field(id="cups", on="merchant", type=Connection[Row])], [action("deed")]),
    )
