"""A member's token against every field, every mutation and every kind of node of the schema: its own, or nothing."""

import json
from collections.abc import Mapping
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type

from headless.resolvers.reading.answers import EXTENSION, Answer
from tests.web.sign_in.documents import Writer, kinds
from tests.web.sign_in.world import MARK, World, lookups

DEPTH = 4
MAY = {
    "assetSpend", "assetHold", "assetTransfer", "benefitUse", "benefitsSeen", "checkoutHold", "checkoutRelease", "eventsRecord",
    "memberCodeCreate", "cardBind",
}  # fmt: skip
ALLOW = "mutation { merchantSave(input: {memberMay: [SPEND, HOLD, TRANSFER, CLAIM, REDEEM]}) { userErrors { code } } }"
EVERYTHING = """{ members(first: 100) { edges { node { id name status attributes tags { tag { code } since }
  assets { kind { code } available held debt } coupons { totalCount } cards { id state balance }
  benefits { benefit { code } used }
  events(first: 100) { totalCount } } } } tags { code version } rules { name version state } benefits { code version left }
  couponKinds { code version left } tierTracks { code version } assetKinds { code version } merchant { name version } }"""
EXPLAINED = {"ExplainInput": {"asset": "gifts"}}
USES = "me { benefits { uses(first: 2) { edges { node"
ROOTS = {
    "Member": "me", "TierTrack": "tierTracks", "Benefit": "benefits", "CouponKind": "couponKinds",
    "CardKind": "cardKinds", "Card": "me { cards", "AssetKind": "assetKinds",
    "Merchant": "merchant", "Tier": "tierTracks { tiers", "Asset": "me { assets", "Tag": "me { tags { tag",
    "MemberTag": "me { tags", "Event": "me { events(first: 20) { edges { node", "BenefitUse": USES,
    "Entry": "me { assets { entries(first: 20) { edges { node", "ExtDiary": "me { ext { diary",
}  # fmt: skip
PLAINLY_WRONG = {"INVALID_QUERY", "SYNTAX", "INTERNAL", "TIMEOUT", "QUERY_TOO_LARGE"}


def schema_of(world: World) -> GraphQLSchema:
    endpoint: Any = world.shop.app.state.endpoints.graphql
    schema: GraphQLSchema = endpoint.__self__.api.schema
    return schema


def namings(world: World, name: str) -> list[dict[str, Any]]:
    """Return everything by which arguments can name a member and what is the member's."""
    own = "" if name == "ada" else "-loulou"
    order = f"o1-{name}{own}"
    some = {"search": name, "externalId": order, "orderId": order, "idempotencyKey": "k-mine", "key": "k-mine"}
    by_lookup = [{**some, "MemberLookup": by, "ID": world.ids[name]} for by in lookups(world, name)]
    by_node = [{**some, "MemberLookup": {"id": world.ids[name]}, "ID": id_} for id_ in world.nodes[name]]
    by_coupon = [{**by_lookup[0], "code": code} for code in world.coupons[name]]
    return [*by_lookup, *by_node, *by_coupon]


def served(schema: GraphQLSchema, type_: str) -> dict[str, Any]:
    declared = schema.type_map[type_]
    assert isinstance(declared, GraphQLObjectType)
    return {name: field for name, field in declared.fields.items() if EXTENSION in field.extensions}


def for_member(field: GraphQLField) -> bool:
    answer: Answer | None = field.extensions.get(EXTENSION)
    return answer is not None and answer.for_member and answer.name != "missing"


def at(root: str, selected: str) -> str:
    return f"{{ {root} {{ {selected} {'}' * (root.count('{') + 1)} }}"


async def everything(world: World) -> Any:
    return await world.shop.ask(EVERYTHING)


def marks_in(world: World, answer: Any) -> list[str]:
    text = json.dumps(answer)
    return [mark for mark in world.marks if mark in text]


def codes(answer: Mapping[str, Any]) -> set[str]:
    return {error["extensions"]["code"] for error in answer.get("errors", ())}


def documents(world: World, name: str, field: str) -> list[str]:
    """Return what can be asked of a root field with a member's things: for each naming all fields, a few levels deep."""
    schema = schema_of(world)
    assert schema.query_type is not None
    served = schema.query_type.fields[field]
    takes = {get_named_type(argument.type).name for argument in served.args.values()}
    asked: dict[str, None] = {}
    shown: set[str | None] = set()
    for naming in namings(world, name):
        kind = kinds(schema)[naming["ID"].partition("_")[0]] if "ID" in takes else None
        if "ID" not in takes and naming["ID"] != world.ids[name]:
            continue
        writer = Writer(schema, naming)
        deep = kind not in shown
        shown.add(kind)
        for part in writer.parts(served.type, DEPTH if deep else 1, kind):
            asked[f"{{ {field}{writer.arguments(served)} {part} }}"] = None
    return list(asked)


async def test_no_query_tells_a_member_of_another_or_of_the_shops_own(world: World) -> None:
    query = schema_of(world).query_type
    assert query is not None
    leaks, seen_by_the_shop = [], set()
    for name in query.fields:
        asked = documents(world, "bob", name)
        for document in asked:
            answer = await world.send(document)
            assert not codes(answer) & PLAINLY_WRONG, (document, answer)
            leaks += [(document, mark) for mark in marks_in(world, answer.get("data"))]
        shops = [await world.shop.send(document) for document in (*asked[:2], *asked[-12:])]
        if marks_in(world, shops):
            seen_by_the_shop.add(name)
    assert [] == leaks
    assert {
        "member",
        "members",
        "memberExport",
        "event",
        "coupon",
        "node",
        "nodes",
        "tags",
    } <= seen_by_the_shop


async def test_no_mutation_lets_a_member_touch_another_or_the_shop(world: World) -> None:
    schema = schema_of(world)
    assert schema.mutation_type is not None
    await world.shop.ask(ALLOW)
    before, refused = await everything(world), set()
    for name, field in schema.mutation_type.fields.items():
        for naming in namings(world, "bob"):
            writer = Writer(schema, naming)
            selected = next(iter(writer.parts(field.type, 3)))
            answer = await world.send(f"mutation {{ {name}{writer.arguments(field)} {selected} }}")
            assert not codes(answer) & PLAINLY_WRONG, (name, answer)
            assert [] == marks_in(world, answer.get("data")), (name, answer)
            if not for_member(field):
                assert {"FORBIDDEN"} == codes(answer), (name, answer)
                assert {name: None} == answer["data"]
                refused.add(name)
            else:
                assert "FORBIDDEN" not in codes(answer), (name, answer)
    assert refused == set(schema.mutation_type.fields) - MAY
    assert before == await everything(world)


async def test_every_kind_of_node_is_its_own_published_or_not_there(world: World) -> None:
    schema = schema_of(world)
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    shown: dict[str, list[Any]] = {}
    for name, ids in {**world.nodes, "shop": world.shops}.items():
        for start in range(0, len(ids), 100):
            part = ids[start : start + 100]
            answer = await world.send(query, {"ids": part})
            assert "errors" not in answer
            listed = answer["data"]["nodes"]
            assert [(node or {}).get("id", id_) for node, id_ in zip(listed, part, strict=True)] == part
            shown.setdefault(name, []).extend(zip(part, listed, strict=True))
    published = {node["__typename"] for _, node in shown["shop"] if node is not None}

    assert set(world.nodes["ada"]) == {id_ for id_, node in shown["ada"] if node is not None}
    assert [] == [id_ for id_, node in shown["bob"] if node is not None]
    assert {"TierTrack", "Tier", "Benefit", "CouponKind", "CardKind", "AssetKind"} == published
    kinds_of_ids = kinds(schema)
    asked = {kinds_of_ids[id_.partition("_")[0]] for name in shown for id_, _ in shown[name]}
    assert {"AuditRecord", "Backtest"} == set(kinds_of_ids.values()) - asked, (
        "a kind of node that this test does not try"
    )


async def test_all_that_is_its_own_is_there_for_the_member(world: World) -> None:
    schema = schema_of(world)
    writer = Writer(schema, EXPLAINED, for_member)
    missing = []
    for type_ in ROOTS:
        for name, field in served(schema, type_).items():
            if not for_member(field):
                continue
            below = writer.selection(field.type, 4 if type_ == "Member" else 2)
            document = at(ROOTS[type_], f"__typename {name}{writer.arguments(field)} {below}")
            answer = await world.send(document)
            assert "errors" not in answer, (document, answer)
            # A shop without rankings has no places.
            if type_ == "Member" and name != "place" and answer["data"]["me"][name] is None:
                missing.append(name)
    assert [] == missing
    assert {"me": {"ext": {"diary": {"mood": "merry"}}}} == (await world.send("{ me { ext { diary { mood } } } }"))[
        "data"
    ]


async def test_what_is_not_marked_for_members_is_refused_wherever_it_stands(world: World) -> None:
    schema = schema_of(world)
    tried = 0
    for type_ in schema.type_map.values():
        root = ROOTS.get(type_.name) if isinstance(type_, GraphQLObjectType) else None
        if root is None:
            continue
        for name, field in served(schema, type_.name).items():
            if for_member(field):
                continue
            below = Writer(schema, EXPLAINED).selection(field.type, 1)
            answer = await world.send(at(root, f"__typename {name} {below}"))
            assert {"FORBIDDEN"} == codes(answer), (type_.name, name, answer)
            assert MARK not in json.dumps(answer)
            tried += 1
    assert tried >= 15
