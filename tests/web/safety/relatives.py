"""Relatives of hostile requests: a value used in many places, parts that count for little, and what is sent around them."""

from collections.abc import Iterator
from typing import Any

from headless.engine.values.limits import BATCH_EVENTS, CONDITION_NODES, QUERY_ALIASES, QUERY_FIELDS
from tests.web.safety.hostile_shapes import Hostile, Raw

MANY, LONG = 300_000, 1_500_000
ALIASES = range(QUERY_ALIASES - 2)
TEST = {"test": {"metric": "orders", "op": "GTE", "value": 1}}
CREATE = 'memberCreate(input: {{number: "n{n}", {given}}}) {{ userErrors {{ code }} }}'


def relatives() -> Iterator[tuple[str, Hostile]]:
    """Yield requests by what is wrong with each."""
    for part in (_used_often(), _texts_used_often(), _conditions(), _documents(), _places(), _values(), _around()):
        yield from part


def aliased(field: str) -> str:
    """Return a field as often as aliases allow. `{n}` in it is another number each time."""
    return " ".join(f"a{n}: {field.replace('{n}', str(n))}" for n in ALIASES)


def _used_often() -> Iterator[tuple[str, Hostile]]:
    """Yield documents that use one large variable in many places."""
    nodes: Any = {"any": [{}] * MANY}
    many = "members(where: $w) { totalCount } "
    yield "one condition in every field", Hostile("query($w: Condition) {" + many * 600 + "}", {"w": nodes})
    yield "one condition under every alias", Hostile(f"query($w: Condition) {{ {aliased(many)} }}", {"w": nodes})
    wide = {"any": [TEST] * (CONDITION_NODES // 2)}
    yield (
        "a fair condition under every alias",
        Hostile(f"query($w: Condition) {{ {aliased(many)} }}", {"w": wide}, True),
    )
    free = {"any": [{"all": []}] * (CONDITION_NODES - 10)}
    yield "a condition without tests, often", Hostile(f"query($w: Condition) {{ {aliased(many)} }}", {"w": free}, True)
    inside = "[" + "$w " * 600 + "]"
    yield (
        "a condition of one condition",
        Hostile(f"query($w: Condition) {{ members(where: {{all: {inside}}}) {{ totalCount }} }}", {"w": nodes}),
    )
    ids = "nodes(ids: $ids) { id }"
    yield "the same ids often", Hostile(f"query($ids: [ID!]!) {{ {aliased(ids)} }}", {"ids": ["x" * 500] * 1_900})
    types = "events(types: $t, first: 1) { edges { cursor } }"
    yield (
        "the same types often",
        Hostile(f"query($t: [String!]) {{ {aliased(types)} }}", {"t": ["x" * 300] * 1_900}, True),
    )
    made = aliased(CREATE.format(n="{n}", given="attributes: $a"))
    yield (
        "the same attributes often",
        Hostile(f"mutation($a: JSON) {{ {made} }}", {"a": {f"k{n}": n for n in range(90_000)}}, True),
    )
    made = aliased(CREATE.format(n="{n}", given="attributes: {b: $a}"))
    yield "attributes in a literal often", Hostile(f"mutation($a: JSON) {{ {made} }}", {"a": [0] * 240_000}, True)
    inside = "[" + "$a " * 1_500 + "]"
    made = CREATE.format(n=1, given=f"attributes: {{b: {inside}}}")
    yield "attributes many times in a literal", Hostile(f"mutation($a: JSON) {{ {made} }}", {"a": [0] * 240_000})
    event = {"type": "checkin", "source": "a", "externalId": "1", "member": {"number": "1"}, "data": {}}
    recorded = aliased("eventsRecord(input: {events: $e}) { results { status } }")
    yield (
        "the same events often",
        Hostile(f"mutation($e: [EventInput!]!) {{ {recorded} }}", {"e": [event] * BATCH_EVENTS}, True),
    )
    recorded = aliased("eventsRecord(input: {events: $e}) { results { status } }")
    yield (
        "too many events often",
        Hostile(f"mutation($e: [EventInput!]!) {{ {recorded} }}", {"e": [event] * (BATCH_EVENTS + 1)}),
    )


def _texts_used_often() -> Iterator[tuple[str, Hostile]]:
    """Yield documents that use one long text in many places."""
    for name, type_, field, text, spends in (
        ("a search", "String", "members(search: $x, first: 1) { totalCount }", "é" * (LONG // 2), True),
        ("a search of signs", "String", "members(search: $x, first: 1) { totalCount }", "\u202e%_\\" * 80_000, True),
        ("a cursor", "String", "members(after: $x, first: 1) { edges { cursor } }", "A" * LONG, False),
        ("an id", "ID!", "node(id: $x) { id }", "mem_" + "0" * LONG, False),
        ("a number", "String", "member(by: {number: $x}) { id }", "7" * LONG, False),
        ("a phone", "String", "member(by: {phone: $x}) { id }", "+44 " * (LONG // 4), False),
        ("a phone of words", "String", "member(by: {phone: $x}) { id }", "tel" * (LONG // 3), False),
        ("an e-mail", "String", "member(by: {email: $x}) { id }", "Ä@" * (LONG // 4), False),
        ("a code", "String!", "coupon(code: $x) { id }", "a-" * (LONG // 2), False),
        ("a source", "String!", "event(source: $x, externalId: $x) { id }", "ÀB" * (LONG // 4), False),
        ("a type's name", "String!", "__type(name: $x) { name }", "x" * LONG, False),
    ):  # fmt: skip
        yield f"{name} used often", Hostile(f"query($x: {type_}) {{ {aliased(field)} }}", {"x": text}, spends)
    for name in ("name", "phone", "email"):
        made = aliased(CREATE.format(n="{n}", given=f"{name}: $x"))
        yield f"a {name} given often", Hostile(f"mutation($x: String) {{ {made} }}", {"x": "ß " * (LONG // 4)})
    tag = aliased("tagSave(input: {code: $x, name: $x}) { userErrors { code } }")
    yield "a tag saved often", Hostile(f"mutation($x: String!) {{ {tag} }}", {"x": "標" * (LONG // 3)})


def _conditions() -> Iterator[tuple[str, Hostile]]:
    """Yield conditions that are hard to read or to look for."""
    where = "query($w: Condition) { members(where: $w) { totalCount } }"
    for name, value in (
        ("percent", "%" * 200),
        ("lines", "_" * 200),
        ("backslashes", "\\" * 200),
        ("emoji", "👩‍👩‍👧" * 40),
    ):
        test = {"test": {"metric": "attribute", "key": "a", "op": "CONTAINS", "value": value}}
        yield f"contains {name}", Hostile(where, {"w": {"any": [test] * 100}}, True)
    for op in ("EQ", "IN", "CONTAINS", "BETWEEN", "~", "x" * 100_000):
        test = {"test": {"metric": "x" * 100_000, "op": op, "value": "x" * 100_000, "args": {"x" * 90_000: 1}}}
        yield f"a test with long parts, {op[:8]}", Hostile(where, {"w": test})
    yield (
        "a test of objects",
        Hostile(
            where, {"w": {"test": {"metric": "orders", "op": "GTE", "value": {f"k{n}": 1 for n in range(90_000)}}}}
        ),
    )
    yield "a test in tests", Hostile(where, {"w": Raw('{"not":{"any":[{"test":' * 15 + "1" + "}]}}" * 15)})
    yield "a condition that is a list", Hostile(where, {"w": [[]] * 200_000})


def _documents() -> Iterator[tuple[str, Hostile]]:
    """Yield documents whose parts count for little one by one."""
    yield (
        "ten thousand fragments",
        Hostile("{merchant{name}}" + "".join(f"fragment f{n} on Query{{x}}" for n in range(4_000))),
    )
    yield (
        "two hundred unused fragments",
        Hostile("{merchant{name}}" + "".join(f"fragment f{n} on Merchant{{name {'name ' * 8}}}" for n in range(199))),
    )
    yield "ten thousand variables", Hostile("query(" + "".join(f"$v{n}:ID" for n in range(9_000)) + "){merchant{name}}")
    declared = " ".join(f"$v{n}: Condition = {{any: [{{all: []}}]}}" for n in range(240))
    yield "variables with defaults", Hostile(f"query({declared}) {{ merchant {{ name }} }}")
    defaults = " ".join('"x"' for _ in range(1_990))
    yield (
        "a default of many ids",
        Hostile(f"query($ids: [ID!]! = [{defaults}]) {{ {aliased('nodes(ids: $ids) { id }')} }}"),
    )
    switches = " ".join(f"$v{n}: Boolean = true" for n in range(200))
    switched = " ".join(f"name @include(if: $v{n}) @skip(if: $v{n})" for n in range(200))
    yield "two hundred switches", Hostile(f"query({switches}) {{ merchant {{ {switched} }} }}")
    nested = "fragment F{n} on Merchant {{ name {spreads} }}"
    spreads = " ".join(f"...F{n}" for n in range(12))
    ring = " ".join(nested.format(n=n, spreads=spreads) for n in range(150))
    yield "fragments that spread one another", Hostile(f"{{ merchant {{ ...F0 }} }} {ring}")
    inner = " ".join(f"fragment F{n} on Merchant {{ ... on Merchant {{ ...F{(n + 1) % 190} }} }}" for n in range(190))
    yield "a circle through inline fragments", Hostile(f"{{ merchant {{ ...F0 }} }} {inner}")
    yield "names of types", Hostile("{" + "__typename " * (QUERY_FIELDS - 5) + "}")
    yield (
        "directives on everything",
        Hostile("{ merchant {" + "name @include(if: true) @skip(if: false) " * 300 + "} }"),
    )
    yield "unknown directives", Hostile("{ merchant { name " + " ".join(f"@d{n}" for n in range(1_500)) + " } }")
    yield "a long alias", Hostile("{ " + "a" * 90_000 + ": merchant { name } }")
    yield "unknown arguments", Hostile("{ merchant(" + " ".join(f"a{n}: 1" for n in range(1_200)) + ") { name } }")
    yield (
        "unknown plugins",
        Hostile(
            "{ members(first: 1) { edges { node { ext { "
            + " ".join(f"plugin{n} {{ x }}" for n in range(450))
            + " } } } } }"
        ),
    )


def _places() -> Iterator[tuple[str, Hostile]]:
    """Yield documents with much to tell, each with its place, and what stands next to one another."""
    wanted = " ".join(f"plugin{n} {{ x }}" for n in range(400))
    asked = f"{{ members(first: 1) {{ edges {{ node {{ ext {{ {wanted} }} }} }} }} }}"
    yield "unknown plugins after many lines", Hostile("\n" * 9_000 + asked)
    twice = " ".join("$v: Int" for n in range(99))
    unknown = " ".join(f"x{n}" for n in range(500))
    for name, ends in (
        ("lines", "\n" * 9_000),
        ("carriage returns", "\r" * 9_000),
        ("too many lines", "\r\n" * 40_000),
    ):
        yield f"faults after {name}", Hostile(f"query({twice}) {{ {ends} {unknown} }}")
    yield (
        "fifty operations",
        Hostile(
            " ".join(f"query Q{n} {{ merchant {{ {'name ' * 30} }} }}" for n in range(50)), more={"operationName": "Q7"}
        ),
    )
    fields = "tierTracks { tiers { track { code } } } " * 240
    yield (
        "many fields and a variable",
        Hostile(f"query($v: Boolean = true) {{ merchant @include(if: $v) {{ name }} {fields} }}"),
    )


def _values() -> Iterator[tuple[str, Hostile]]:
    """Yield values that are wide, of the wrong kind, or written strangely."""
    acts = "mutation($a: [MemberAct!]) { merchantUpdate(input: {memberMay: $a}) { userErrors { code } } }"
    yield "many values of an enum", Hostile(acts, {"a": ["ERASE"] * 1_900})
    yield "too many values of an enum", Hostile(acts, {"a": ["x"] * MANY})
    yield (
        "literal values of an enum",
        Hostile(acts.replace("($a: [MemberAct!])", "").replace("$a", "[" + "ERASE " * 1_900 + "]")),
    )
    attributes = "mutation($a: JSON) { memberCreate(input: {attributes: $a}) { userErrors { code } } }"
    for name, raw in (
        ("empty lists", "[" + "[]," * 240_000 + "[]]"), ("empty objects", "[" + "{}," * 240_000 + "{}]"),
        ("numbers", "[" + "0," * 900_000 + "0]"), ("long numbers", "[" + "0.12345678901234567," * 90_000 + "0]"),
        ("some long numbers", "[" + "0.12345678901234567," * 19_000 + "0]"),
        ("whole long numbers", "[" + "12345678901234567890," * 19_000 + "0]"),
        ("keys", "{" + ",".join(f'"{n}":0' for n in range(180_000)) + "}"),
        ("the same key", "{" + ",".join(['"a":0'] * 240_000) + "}"),
        ("escapes", '"' + "\\u00e9" * 300_000 + '"'), ("half characters", '"' + "\\ud83d" * 1_000 + '"'),
        ("white space", "[" + " " * 1_900_000 + "]"), ("digits", "[" + "9" * 1_900_000 + "]"),
        ("an exponent", "1e" + "9" * 4_000), ("nothing", "nul"),
    ):  # fmt: skip
        yield f"JSON of {name}", Hostile(attributes, {"a": Raw(raw)})
    rows = Raw("[" + '{"test":{"metric":"orders","op":"GTE","value":1}},' * 1_900 + "{}]")
    saved = 'mutation($c: Condition) { tagSave(input: {code: "x", name: "X", condition: $c}) { userErrors { code } } }'
    yield "a saved condition of many tests", Hostile(saved, {"c": {"any": rows}})


def _around() -> Iterator[tuple[str, Hostile]]:
    """Yield what stands around a document, and many of them at once."""
    small = "{ merchant { name } }"
    yield "a long operation name", Hostile(small, more={"operationName": "x" * LONG})
    yield "wide extensions", Hostile(small, more={"extensions": {f"k{n}": n for n in range(100_000)}})
    yield (
        "a long hash",
        Hostile(small, more={"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "a" * LONG}}}),
    )
    yield "a long document id", Hostile("", more={"documentId": "d" * LONG})
    yield "unknown members", Hostile(small, more={f"k{n}": n for n in range(100_000)})
    yield "ten operations", Hostile("{" + "merchant { name } " * 48 + "}", times=10)
    yield "ten large operations", Hostile("{ merchant {" + "name " * 900 + "} }", times=10)
    yield "too many operations", Hostile(small, times=20_000)
