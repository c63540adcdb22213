"""A change of the schema that breaks clients is announced: a line of the changelog begins with Breaking and names it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
    print_ast,
)

from headless.schema.serving.sdl import print_sdl

REPOSITORY = Path(__file__).parents[2]
RELEASED = Path(__file__).with_name("released.graphql")
COORDINATES = (re.compile(r"\w+\.\w+"), re.compile(r"@\w+"), re.compile(r"\b[A-Z]\w+(?= (?:was|changed|no longer))"))
"""Member.phone, SpendInput.amount, AssetType.SPEND; @scope; a type alone."""
SCOPE = re.compile(r'@scope\(name: "([^"]+)"\)')
SCOPED = """
directive @scope(name: String!) on FIELD_DEFINITION
directive @public on FIELD_DEFINITION
type Query { phone(country: String): String @scope(name: "members:read") viewer: Int @public }
enum Kind { EARN SPEND }
input Spend { amount: Int }
type Tier { title: String }
"""


def test_what_breaks_clients_since_the_release_is_announced() -> None:
    """When a version is released, schema.graphql is copied to tests/schema/released.graphql."""
    broken = breaking(RELEASED.read_text("utf-8"), print_sdl())

    assert [] == unannounced(broken, (REPOSITORY / "CHANGELOG.md").read_text("utf-8")), "see CONTRIBUTING.md"


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("viewer: Int", "watcher: Int", "Query.viewer"),
        ("viewer: Int", "viewer: String", "Query.viewer"),
        ("phone(country: String)", "phone", "Query.phone"),
        ("phone(country: String)", "phone(country: String!)", "Query.phone"),
        ("viewer: Int", "viewer(of: Int!): Int", "Query.viewer"),
        ("EARN SPEND", "EARN", "Kind.SPEND"),
        ("amount: Int", "amount: Int!", "Spend.amount"),
        ("amount: Int", "amount: Int why: Int!", "Spend.why"),
        ("type Tier { title: String }", "", "Tier"),
        ("type Tier { title: String }", "input Tier { name: String }", "Tier"),
        ("members:read", "members:pii", "Query.phone"),
        ("Int @public", 'Int @scope(name: "config:read")', "Query.viewer"),
        ("directive @public on FIELD_DEFINITION", "directive @public on ENUM", "@public"),
    ],
)
def test_each_kind_of_break_must_be_named(before: str, after: str, named: str) -> None:
    broken = breaking(SCOPED, SCOPED.replace(before, after, 1))

    assert broken
    assert broken == unannounced(
        broken, "## Unreleased\n\n* **Breaking**: something else.\n* `" + named + "` is gone.\n"
    )
    assert broken == unannounced(broken, f"## Unreleased\n\n* New.\n\n## 1.0\n\n* **Breaking**: `{named}` is gone.\n")
    assert [] == unannounced(broken, f"## Unreleased\n\n* **Breaking**: it is\n  `{named}` that is gone.\n\n## 1.0\n")


def test_an_addition_needs_no_announcement() -> None:
    assert [] == breaking(
        SCOPED, SCOPED.replace("title: String", "title: String! icon: String").replace("EARN", "EARN HOLD")
    )
    assert [] == breaking(SCOPED, SCOPED.replace('@scope(name: "members:read")', "@public"))


def breaking(released: str, served: str) -> Sequence[str]:
    """Return what no longer works for clients of the released schema, one sentence each."""
    before, after = (build_schema(text, assume_valid_sdl=True) for text in (released, served))
    return [*(change.description for change in find_breaking_changes(before, after)), *_narrowed(before, after)]


def _narrowed(before: GraphQLSchema, after: GraphQLSchema) -> Iterator[str]:
    """Yield fields that ask for another scope than before."""
    for name, type_ in before.type_map.items():
        now = after.type_map.get(name)
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and isinstance(now, type(type_)):
            for field in type_.fields.keys() & now.fields.keys():
                scope = _scope(now, field)
                if scope is not None and scope != _scope(type_, field):
                    yield f"Field {name}.{field} changed its scope to {scope}."


def _scope(type_: GraphQLObjectType | GraphQLInterfaceType, field: str) -> str | None:
    """Return the scope that a field asks for."""
    matched = SCOPE.search(print_ast(node)) if (node := type_.fields[field].ast_node) is not None else None
    return matched[1] if matched is not None else None


def unannounced(broken: Sequence[str], changelog: str) -> Sequence[str]:
    """Return the changes that no line with Breaking of the unreleased part names."""
    unreleased = changelog.partition("## Unreleased\n")[2].partition("\n## ")[0]
    lines = [line for line in unreleased.split("\n* ") if "**Breaking**" in line]
    named = {name for line in lines for code in re.findall(r"`([^`]+)`", line) for name in re.split(r"[\s(]", code)}
    return [change for change in broken if _coordinate(change) not in named]


def _coordinate(change: str) -> str:
    """Return what a change must be named by."""
    matches = [matched[0] for pattern in COORDINATES if (matched := pattern.search(change)) is not None]
    assert matches, change
    return matches[0]
