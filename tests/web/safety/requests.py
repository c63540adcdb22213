"""Requests that are meant to cost much: documents, variables and numbers, small for who sends them and large for who answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from headless.engine.values.limits import CONDITION_LIST, QUERY_ALIASES, QUERY_CHARACTERS, QUERY_FIELDS, QUERY_TOKENS
from tests.web.safety.hostile_shapes import Hostile, Raw
from tests.web.safety.relatives import relatives

IDS = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
RECORD = "mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status } } }"
WHERE = "query($where: Condition) { members(where: $where) { edges { node { id } } } }"
CREATE = 'mutation($a: JSON) { memberCreate(input: {number: "1", attributes: $a}) { userErrors { code } } }'
BY = "query($by: MemberLookup!) { member(by: $by) { id } }"
TYPES = "types { name fields { name args { name type { name } } type { name ofType { name } } } }"
MANY, DEEP = 300_000, 3_000


def hostile() -> Mapping[str, Hostile]:
    """Return requests by what is wrong with each."""
    return {
        name: one
        for part in (_fields(), _fragments(), _nested(), _values(), _texts(), _counted(), _asked(), relatives())
        for name, one in part
    }


def _fields() -> Iterator[tuple[str, Hostile]]:
    """Yield documents that repeat fields, of which each pair could be compared."""
    most = QUERY_FIELDS - 10
    yield "the same field", Hostile("{ merchant {" + "name " * most + "} }")
    yield "the same object", Hostile("{" + "merchant { name } " * (most // 2) + "}")
    yield "the same path", Hostile("{" + "tierTracks { tiers { track { code } } } " * (most // 4) + "}")
    arguments = " ".join("tag: members(first: 1) { totalCount }" for _ in range(QUERY_ALIASES))
    yield "the same alias", Hostile("{" + arguments + "}")
    clashing = " ".join(f"tag: members(first: {n}) {{ totalCount }}" for n in range(QUERY_ALIASES))
    yield "aliases that clash", Hostile("{" + clashing + "}")
    yield "unknown fields", Hostile("{ merchant {" + " ".join(f"nam{n}" for n in range(most)) + "} }")
    yield "a long unknown field", Hostile("{ merchant {" + "n" * 90_000 + "} }")
    yield "different objects", Hostile("{" + " ".join(f"merchant {{ x{n}: name }}" for n in range(QUERY_ALIASES)) + "}")
    yield "directives", Hostile("{ merchant { name " + "@include(if: true) " * 700 + "} }")
    yield "directives with variables", Hostile(
        "query(" + " ".join(f"$v{n}: Boolean = true" for n in range(90)) + ") { merchant {"
        + " ".join(f"name @include(if: $v{n})" for n in range(90)) + "} }",
    )  # fmt: skip
    yield "comments", Hostile("{ merchant { name } }" + "\n#" * 20_000)
    yield "white space", Hostile("{ merchant { name } }" + " " * (QUERY_CHARACTERS - 30))
    yield "commas", Hostile("{ merchant { name" + "," * (QUERY_CHARACTERS - 30) + "} }")
    yield "tokens", Hostile("{" + "a " * QUERY_TOKENS + "}")


def _fragments() -> Iterator[tuple[str, Hostile]]:
    """Yield documents that are short and mean much."""
    doubling = " ".join(f"fragment F{n} on Merchant {{ ...F{n + 1} ...F{n + 1} }}" for n in range(100))
    yield "doubling fragments", Hostile(f"{{ merchant {{ ...F0 }} }} {doubling} fragment F100 on Merchant {{ name }}")
    other = doubling.replace("Merchant", "Query")
    yield (
        "doubling in another operation",
        Hostile(
            f"query A {{ merchant {{ name }} }} query B {{ ...F0 }} {other} fragment F100 on Query {{ merchant {{ name }} }}",
        ),
    )
    chain = " ".join(f"fragment F{n} on Merchant {{ ...F{n + 1} }}" for n in range(600))
    yield "a chain of fragments", Hostile(f"{{ merchant {{ ...F0 }} }} {chain} fragment F600 on Merchant {{ name }}")
    circle = " ".join(f"fragment F{n} on Merchant {{ name ...F{(n + 1) % 300} }}" for n in range(300))
    yield "a circle of fragments", Hostile(f"{{ merchant {{ ...F0 }} }} {circle}")
    own = "fragment F on TierTrack { tiers { track { ...F } } }"
    yield "a fragment in itself", Hostile(f"{{ tierTracks {{ ...F }} }} {own}")
    spread = "fragment F on Merchant {" + "name " * 60 + "}"
    yield "the same spread", Hostile("{ merchant {" + "...F " * 900 + f"}} }} {spread}")
    named = " ".join(f"fragment F{n} on Merchant {{ name code: slug }}" for n in range(400))
    yield "many fragments", Hostile("{ merchant {" + " ".join(f"...F{n}" for n in range(400)) + f"}} }} {named}")
    wide = " ".join(f"fragment G{n} on Query {{ ...H }}" for n in range(200))
    used = " ".join(f"query Q{n} {{ ...G{n % 200} }}" for n in range(300))
    yield "many operations", Hostile(f"{used} {wide} fragment H on Query {{ merchant {{ name }} }}")
    several = " ".join(f"query Q{n} {{ x{n}: viewer {{ name }} ...H }}" for n in range(400))
    yield (
        "operations that share",
        Hostile(several + " fragment H on Query { merchant {" + "name " * (QUERY_FIELDS // 2) + "} }"),
    )
    pairs = " ".join(
        f"fragment A{n} on Query {{ x: merchant {{ ...B{n} }} }} fragment B{n} on Merchant {{ name }}"
        for n in range(140)
    )
    yield "fragments in pairs", Hostile("{" + " ".join(f"...A{n}" for n in range(140)) + f"}} {pairs}")
    unused = " ".join(f"fragment A{n} on Merchant {{ x: name {'name ' * 8} }}" for n in range(280))
    yield "unused fragments", Hostile(f"{{ merchant {{ name }} }} {unused}")


def _nested() -> Iterator[tuple[str, Hostile]]:
    """Yield documents and values that are nested deeply."""
    yield "brackets", Hostile("{" * DEEP)
    yield "nested fields", Hostile("{ tierTracks " + "{ tiers { track " * 400 + "{ code }" + "} }" * 400 + "}")
    yield "nested inline fragments", Hostile("{ merchant { " + "... { " * 900 + "name" + " }" * 900 + " } }")
    yield "typed inline fragments", Hostile("{ merchant { " + "... on Merchant { " * 190 + "name" + " }" * 190 + " } }")
    yield "nested lists", Hostile("{ nodes(ids: " + "[" * DEEP + "]" * DEEP + ") { id } }")
    yield "lists within lists", Hostile("{ nodes(ids: " + "[" * 190 + "]" * 190 + ") { id } }")
    yield "nested types", Hostile("query($x: " + "[" * DEEP + "ID" + "]" * DEEP + ") { merchant { name } }")
    conditions = "{all: [" * 900 + "]}" * 900
    yield "nested conditions", Hostile(f"{{ members(where: {conditions}) {{ totalCount }} }}")
    yield (
        "conditions within conditions",
        Hostile(f"{{ members(where: {'{all: [' * 60 + ']}' * 60}) {{ totalCount }} }}"),
    )
    for depth in (60, 400, 900, DEEP):
        condition: Any = {"test": {"metric": "orders", "op": "GTE", "value": 1}}
        for _ in range(depth):
            condition = {"all": [condition]}
        if depth < 400:
            yield f"a condition of {depth} levels", Hostile(WHERE, {"where": condition})
        else:
            yield (
                f"a raw condition of {depth} levels",
                Hostile(WHERE, {"where": Raw('{"all":[' * depth + "]}" * depth)}),
            )
        yield f"JSON of {depth} levels", Hostile(CREATE, {"a": Raw("[" * depth + "]" * depth)})
        yield f"objects of {depth} levels", Hostile(CREATE, {"a": Raw('{"a":' * depth + "1" + "}" * depth)})
        yield f"ids of {depth} levels", Hostile(IDS, {"ids": Raw("[" * depth + "]" * depth)})


def _values() -> Iterator[tuple[str, Hostile]]:
    """Yield numbers and texts that no one writes."""
    digits = "9" * 5_000
    create = "mutation {{ memberCreate(input: {{attributes: {{a: {}}}}}) {{ userErrors {{ code }} }} }}"
    yield "a number of many digits", Hostile(f"{{ members(first: {digits}) {{ totalCount }} }}")
    yield (
        "a JSON number of many digits",
        Hostile(create.format(digits)),
    )
    yield (
        "a float of many digits",
        Hostile(create.format(f"1.{digits}")),
    )
    yield (
        "a great exponent",
        Hostile(create.format("1e999999999")),
    )
    granted = 'member: {{number: "1"}}, kind: "points", amount: {}, reason: "x", idempotencyKey: "1"'
    spend = f"mutation($x: Decimal!) {{{{ assetGrant(input: {{{{{granted}}}}}) {{{{ userErrors {{{{ code }}}} }}}} }}}}"
    amounts = {"digits": digits, "an exponent": "1e999999999", "decimals": f"0.{digits}", "less": "-1e-999999999"}
    for name, amount in amounts.items():
        yield f"an amount of {name}", Hostile(spend.format("$x"), {"x": amount})
        yield f"a raw amount of {name}", Hostile(spend.format("$x"), {"x": Raw(amount)})
        yield f"a literal amount of {name}", Hostile(spend.replace("($x: Decimal!)", "").format(amount))
        test = {"test": {"metric": "net_spend", "op": "GTE", "value": Raw(amount)}}
        yield f"a threshold of {name}", Hostile(WHERE, {"where": test})
        yield f"a page of {name}", Hostile("query($n: Int) { members(first: $n) { totalCount } }", {"n": Raw(amount)})


def _texts() -> Iterator[tuple[str, Hostile]]:
    """Yield texts that are long."""
    yield (
        "a long text",
        Hostile("query($s: String) { members(search: $s) { totalCount } }", {"s": "a" * 1_500_000}, True),
    )
    yield (
        "a text of wildcards",
        Hostile("query($s: String) { members(search: $s) { totalCount } }", {"s": "%_" * 500_000}, True),
    )
    yield (
        "a text of spaces",
        Hostile("query($s: String) { members(search: $s) { totalCount } }", {"s": " " * 1_500_000}, True),
    )
    yield "a long number", Hostile(BY, {"by": {"number": "7" * 1_500_000}})
    made = 'mutation($x: String) { memberCreate(input: {number: "2", phone: $x, email: $x, name: $x}) { userErrors { code } } }'
    for name, text in (("digits", "+4" * 700_000), ("brackets", "(" * 1_000_000), ("accents", "e\u0301" * 200_000)):
        yield f"a member of {name}", Hostile(made, {"x": text})
    yield "a long e-mail", Hostile(BY, {"by": {"email": "a@" * 700_000}})
    yield "a long phone", Hostile(BY, {"by": {"phone": "+" + "4" * 1_500_000}})
    yield "a phone of brackets", Hostile(BY, {"by": {"phone": "(" * 1_000_000}})
    yield (
        "a long time",
        Hostile("query($t: DateTime) { events(from: $t) { edges { cursor } } }", {"t": "2" * 1_500_000}),
    )
    yield (
        "a long cursor",
        Hostile("query($c: String) { members(after: $c) { edges { cursor } } }", {"c": "A" * 1_500_000}),
    )
    yield "a long id", Hostile("query($i: ID!) { node(id: $i) { id } }", {"i": "mem_" + "1" * 1_500_000})
    yield "escapes", Hostile('{ member(by: {number: "' + "\\u00e9" * 15_000 + '"}) { id } }')
    yield "a block text", Hostile('{ member(by: {number: """' + "\n " * 45_000 + '"""}) { id } }')
    yield "an open text", Hostile('{ member(by: {number: "' + "a" * 90_000)


def _counted() -> Iterator[tuple[str, Hostile]]:
    """Yield lists and objects that are long."""
    yield "many ids", Hostile(IDS, {"ids": ["x"] * MANY})
    yield "many whole ids", Hostile(IDS, {"ids": [f"mem_{n:013}" for n in range(90_000)]})
    yield "many events", Hostile(RECORD, {"events": [{}] * MANY})
    event = {"type": "checkin", "source": "a", "externalId": "1", "member": {"number": "1"}, "data": {}}
    yield "many whole events", Hostile(RECORD, {"events": [event] * 18_000})
    yield "events with much", Hostile(RECORD, {"events": [{**event, "data": {"x": [0] * 2_000}}] * 400}, True)
    yield "many conditions", Hostile(WHERE, {"where": {"any": [{}] * 300_000}})
    test = {"test": {"metric": "attribute", "key": "a", "op": "IN", "value": ["x"] * MANY}}
    yield "many values", Hostile(WHERE, {"where": test})
    some = {"test": {"metric": "attribute", "key": "a", "op": "IN", "value": ["x"] * CONDITION_LIST}}
    yield "conditions with many values", Hostile(WHERE, {"where": {"any": [some] * 2_000}})
    yield "unknown keys", Hostile(BY, {"by": {f"k{n}": 1 for n in range(100_000)}})
    yield "unknown variables", Hostile("{ merchant { name } }", {f"k{n}": 1 for n in range(100_000)})
    yield "a wide object", Hostile(CREATE, {"a": {f"k{n}": n for n in range(100_000)}})
    yield "many literals", Hostile("{ nodes(ids: [" + '"x" ' * 4_900 + "]) { id } }")
    yield "many types", Hostile("query($t: [String!]) { events(types: $t) { edges { cursor } } }", {"t": ["x"] * MANY})
    variables = " ".join(f"$v{n}: Int" for n in range(1_200))
    used = "[" + " ".join(f"$v{n}" for n in range(680)) + "]"
    declared = " ".join(f"$v{n}: ID!" for n in range(680))
    yield (
        "many used variables",
        Hostile(f"query({declared}) {{ nodes(ids: {used}) {{ id }} }}", {f"v{n}": "x" for n in range(680)}),
    )
    numbers = Raw("[" + ",".join(["1234567890123456.7891"] * 80_000) + "]")
    yield "many long numbers", Hostile(CREATE, {"a": numbers})
    yield "many variables", Hostile(f"query({variables}) {{ merchant {{ name }} }}")


def _asked() -> Iterator[tuple[str, Hostile]]:
    """Yield questions about the schema, and conditions that make the database work."""
    ninety = " ".join(f"a{n}: __schema {{ types {{ fields {{ name }} }} }}" for n in range(90))
    yield "the schema ninety times", Hostile("{" + ninety + "}")
    yield (
        "the schema's types in circles",
        Hostile(
            "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }"
        ),
    )
    yield (
        "a type's types",
        Hostile('{ __type(name: "Query") { fields { type { fields { type { fields { type { name } } } } } } } }'),
    )
    typed = " ".join(f'a{n}: __type(name: "Member") {{ {TYPES[8:-2]} }}' for n in range(90))
    yield "a type ninety times", Hostile("{" + typed + "}")
    contains = {"test": {"metric": "attribute", "key": "note", "op": "CONTAINS", "value": "x" * 190}}
    yield "conditions that search", Hostile(WHERE, {"where": {"any": [contains] * 190}}, True)
    searches = " ".join(f'a{n}: members(search: "a{n}") {{ totalCount }}' for n in range(90))
    yield "ninety searches", Hostile("{" + searches + "}", {}, True)
