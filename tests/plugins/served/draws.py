"""A plugin of the tests: boards of all members, fields with arguments, and actions with typed inputs and answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import Field as Given

from headless.plugins import (
    Action,
    Asked,
    Connection,
    Context,
    Do,
    EventData,
    EventType,
    Field,
    FieldContext,
    MemberRef,
    Merchant,
    MerchantContext,
    NewEvent,
    Own,
    Rejected,
    Remember,
    Rows,
    Rule,
    RuleContext,
    RuleSettings,
    Value,
    hookimpl,
)


class Board:
    """Stands for a table of the plugin's own: members with scores, best first."""

    rows: list[tuple[str, int]] = []
    asked: list[Any] = []
    broken: bool = False
    answers: Any = None


async def board(merchant: Merchant, asked: Asked) -> Sequence[tuple[str, int]]:
    """All rows."""
    Board.asked.append((merchant.slug, asked.arguments))
    if Board.broken:
        raise ValueError("no board today")
    return tuple(Board.rows)


async def part_of_board(merchant: Merchant, asked: Asked) -> Sequence[tuple[str, int]]:
    """The rows of the page alone, by place."""
    page = asked.page
    assert page is not None
    Board.asked.append((page.limit, page.after, page.backward))
    placed = [(id_, at) for at, (id_, _) in enumerate(Board.rows)]
    if page.backward:
        return tuple([row for row in placed[::-1] if page.after is None or row[1] < page.after[0]][: page.limit + 1])
    return tuple([row for row in placed if page.after is None or row[1] > page.after[0]][: page.limit + 1])


async def friends(merchant: Merchant, members: Sequence[str]) -> Mapping[str, Any]:
    """The others on the board."""
    Board.asked.append(len(members))
    return {member: tuple(id_ for id_, _ in Board.rows if id_ != member) for member in members}


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the board."""

    place: int
    member: MemberRef
    score: Decimal = field(metadata={"description": "What was scored."})
    rivals: list[MemberRef] = field(default_factory=list)


class Colour(Enum):
    """What a ball looks like."""

    RED = "red"
    BLUE = "blue"


class BoardArguments(EventData):
    """Which part of the board."""

    least: Decimal = Given(Decimal(0), description="The least score.", json_schema_extra={"descriptionZh": "最低分。"})
    order: Literal["best", "worst"] = "best"


class Leaders(Field):
    """Who leads."""

    id = "leaders"
    on = "merchant"
    scope = "config:read"
    for_member = True
    type = Connection[Place]
    arguments = BoardArguments
    needs = {"board": Own(board)}

    class Settings(RuleSettings):
        title: str = "Board"

    def resolve(self, ctx: MerchantContext[Any]) -> list[Place]:
        asked: BoardArguments = ctx.arguments
        rows = [(id_, score) for id_, score in ctx.facts["board"] if score >= asked.least]
        ids = [id_ for id_, _ in rows][:2]
        if asked.order == "worst":
            rows.reverse()
        return [Place(at, id_, Decimal(score), ids) for at, (id_, score) in enumerate(rows, 1)]


class Walk(Field):
    """The same, read page by page."""

    id = "walk"
    on = "merchant"
    for_member = True
    type = Connection[MemberRef]
    needs = {"rows": Own(part_of_board)}

    def resolve(self, ctx: MerchantContext[Any]) -> Rows:
        rows = ctx.facts["rows"]
        places = dict(rows)
        return Rows([id_ for id_, _ in rows], places.__getitem__, len(Board.rows))


class Motto(Field):
    """What hangs over the door."""

    id = "motto"
    on = "merchant"
    for_member = True
    settings_of = "leaders"
    type = str

    def resolve(self, ctx: MerchantContext[Any]) -> Any:
        return Board.answers or f"{ctx.settings.title} {ctx.today:%Y} {ctx.lang} {ctx.after('1y').year}"


class Best(Field):
    """The first."""

    id = "best"
    on = "merchant"
    for_member = True
    type = MemberRef
    needs = {"board": Own(board)}

    def resolve(self, ctx: MerchantContext[Any]) -> Any:
        return Board.answers or (ctx.facts["board"][0][0] if ctx.facts["board"] else None)


class Friends(Field):
    """Whom the member plays with."""

    id = "friends"
    for_member = True
    type = list[MemberRef]
    needs = {"friends": Own(friends)}

    def resolve(self, ctx: Context[Any]) -> Any:
        return list(ctx.facts["friends"])


class Played(Field):
    """The games of the member."""

    id = "played"
    for_member = True
    type = Connection[str]

    def resolve(self, ctx: FieldContext[Any]) -> Any:
        return [f"game {number}" for number in range(ctx.shared.get("games", 0))]


class Nested(EventData):
    """A part of what is asked."""

    deep: bool = False
    on: date | None = None


class EchoArguments(EventData):
    """Everything that can be asked."""

    count: int = Given(title="Count", json_schema_extra={"titleZh": "个数"}, ge=1, le=9)
    text: str = Given("a", max_length=5)
    since: datetime | None = None
    colours: tuple[Colour, ...] = ()
    nested: Nested | None = None
    free: dict[str, Any] = {}
    order_id: str | None = None


class Echo(Field):
    """Says what was asked."""

    id = "echo"
    type = Any
    arguments = EchoArguments
    needs = {"orders": Value("orders")}

    def resolve(self, ctx: FieldContext[Any]) -> Any:
        asked: EchoArguments = ctx.arguments
        return {**asked.to_json(), "types": [type(part).__name__ for _, part in asked], "orders": ctx.facts["orders"]}


class Bet(EventData):
    """What is bet, on which ball."""

    colour: Colour = Colour.RED
    stake: Annotated[Decimal, Given(gt=0)] = Given(
        description="How much.", json_schema_extra={"descriptionZh": "多少。"}
    )
    friend: MemberRef | None = None
    nested: Nested | None = None
    until: datetime | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of it."""

    won: bool
    paid: Decimal
    on: date
    at: datetime
    friend: MemberRef | None
    everyone: list[MemberRef]


class Play(Action):
    """Play a game."""

    name = "play_game"
    description_zh = "玩一局。"
    input = Bet
    output = Receipt
    scope = "events:write"

    async def run(self, input: Bet, member: str | None, do: Do) -> Any:  # noqa: A002
        if member is None:
            raise Rejected("say who plays", code="NOBODY")
        if input.words == ("broken",):
            return {"won": "perhaps"}
        Board.asked.append(input)
        await do.record([NewEvent("draws.played", member, f"{member}:{input.stake}", {"colour": input.colour.value})])
        all_ = [member] if input.friend is None else [member, input.friend]
        return Receipt(True, input.stake, do.now.date(), do.now, input.friend, all_)


class Nothing(EventData):
    """Nothing."""


class Reset(Action):
    """Begin again."""

    name = "reset"
    input = Nothing
    scope = "tags:write"

    async def run(self, input: Any, member: str | None, do: Do) -> Any:  # noqa: A002
        return {"reset": True}


class Names(EventData):
    """A field that has the name of one of ours."""

    member: str


class Apart(Action):
    """Reached by pluginAction alone."""

    name = "apart"
    input = Names

    async def run(self, input: Names, member: str | None, do: Do) -> Any:  # noqa: A002
        return {"said": input.member}


class GamePlayed(EventData):
    """A game was played."""

    colour: str


class Count(Rule):
    """Count games."""

    id = "count"
    on = ("draws.played",)
    assets = ()

    def evaluate(self, ctx: RuleContext[Any]) -> Any:
        return [Remember({"games": ctx.shared.get("games", 0) + 1}, shared=True)]


class Draws:
    """The plugin."""

    __version__ = "1"

    @hookimpl
    def register_fields(self) -> Any:
        return [Leaders, Walk, Motto, Best, Friends, Played, Echo]

    @hookimpl
    def register_actions(self) -> Any:
        return [Play, Reset, Apart]

    @hookimpl
    def register_events(self) -> Any:
        return [EventType("draws.played", GamePlayed)]

    @hookimpl
    def register_rules(self) -> Any:
        return [Count]
