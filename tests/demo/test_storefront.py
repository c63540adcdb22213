"""The storefront of `examples/` keeps to the schema, to what members may read, and to what its README says."""

import json
import re
from pathlib import Path

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    parse,
    validate,
    visit,
)

from headless.app import make_api
from headless.config import Settings
from headless.engine.values import limits
from headless.schema.serving.documents.cost import measure
from tests.docs.pages import FENCE, LINK, REPOSITORY, blocks

STOREFRONT = REPOSITORY / "examples" / "storefront"
README = STOREFRONT / "README.md"
DOCUMENT = re.compile(r"/\* GraphQL \*/ `(.*?)`", re.DOTALL)
EXACT = re.compile(r"\d+\.\d+\.\d+")
TOKEN_MAKER = "memberTokenCreate"
SCREENS = ("BenefitCentre", "Wallet", "RewardCatalogue", "Checkout")
SHARE = 20
"""A screen costs at most this part of what a request may cost."""


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema((REPOSITORY / "schema.graphql").read_text(encoding="utf-8"), assume_valid_sdl=True)


def documents(folder: str, pattern: str) -> list[str]:
    """The documents of a folder, without what codegen makes of them."""
    sources = [path for path in sorted((STOREFRONT / folder).rglob(pattern)) if path.parts[-2] != "graphql"]
    return [text for path in sources for text in DOCUMENT.findall(path.read_text(encoding="utf-8"))]


def test_its_documents_are_valid_against_the_schema(schema: GraphQLSchema) -> None:
    pages, server = documents("src", "*.ts*"), documents("server", "*.mjs")

    assert [] == validate(schema, parse("\n".join(pages)))
    assert [] == validate(schema, parse("\n".join(server)))
    assert (True, 1) == (len(pages) > 10, len(server))


def test_its_pages_ask_for_nothing_that_a_members_token_may_not_read(schema: GraphQLSchema) -> None:
    refused = []
    info = TypeInfo(schema)

    class Fields(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            field, parent = info.get_field_def(), info.get_parent_type()
            if field is None or field.ast_node is None or parent is None:
                return
            if "member" not in {directive.name.value for directive in field.ast_node.directives}:
                refused.append(f"{parent.name}.{node.name.value}")

    visit(parse("\n".join(documents("src", "*.ts*"))), TypeInfoVisitor(info, Fields()))

    open_to_all = {name for name in refused if name.endswith((".userErrors", ".code", ".message"))}
    assert set() == set(refused) - open_to_all


def test_what_its_readme_tells_to_run_exists() -> None:
    text = README.read_text(encoding="utf-8")
    shown = "\n".join(block[2] for block in FENCE.finditer(text)) + text
    scripts = json.loads((STOREFRONT / "package.json").read_text(encoding="utf-8"))["scripts"]
    targets = re.findall(r"^(\w+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    settings = (STOREFRONT / "server" / "settings.mjs").read_text(encoding="utf-8")

    assert {"dev", "build"} <= set(re.findall(r"npm run (\w+)", shown)) <= set(scripts)
    assert "npm start" in shown
    assert "start" in scripts
    assert {"demo", "examples"} <= set(re.findall(r"make (demo|examples|\w+)[`\n ]", shown)) & set(targets)
    variables = set(re.findall(r"^\| `([A-Z_]+)`", text, re.MULTILINE))
    assert variables == set(re.findall(r"environment\.([A-Z_]+)", settings))


def test_links_of_its_readme_lead_somewhere() -> None:
    targets = [link.partition("#")[0] for link in LINK.findall(README.read_text(encoding="utf-8"))]
    pictures = re.findall(r'<img src="([^"]+)"', README.read_text(encoding="utf-8"))

    assert [] == [target for target in targets + pictures if not (STOREFRONT / target).exists()]
    assert pictures


@pytest.mark.parametrize("folder", ["conformance", "examples/storefront"])
def test_versions_from_npm_are_exact_and_no_registry_is_named(folder: str) -> None:
    package = json.loads((REPOSITORY / folder / "package.json").read_text(encoding="utf-8"))
    versions = {**package["dependencies"], **package.get("devDependencies", {})}
    locks = [name for name in ("package-lock.json", "yarn.lock", "pnpm-lock.yaml") if exists(folder, name)]

    assert {} == {name: version for name, version in versions.items() if not EXACT.fullmatch(version)}
    assert [] == locks
    # `npm install` writes no lock file, which would name a registry
    assert not exists(folder, ".npmrc") or "package-lock=false\n" == (REPOSITORY / folder / ".npmrc").read_text()


def exists(folder: str, name: str) -> bool:
    return Path(REPOSITORY / folder / name).exists()


def test_the_page_on_screens_shows_the_requests_of_the_pages() -> None:
    pages = parse("\n".join(documents("src", "*.ts*")))
    shown = {
        name: parse(block.text) for block in blocks("graphql") for name in SCREENS if f"query {name} " in block.text
    }

    told = {name: paths(document, name) for name, document in shown.items()}
    assert {name: paths(pages, name) for name in SCREENS} == told


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_costs_little_of_what_a_request_may_cost(name: str) -> None:
    pages = parse("\n".join(documents("src", "*.ts*")))
    served = make_api(Settings(secret_key="0123456789abcdef0123456789abcdef")).schema

    measured = measure(served, pages, operation(pages, name), {})

    assert 0 < measured.cost <= limits.QUERY_COST / SHARE


def operation(document: DocumentNode, name: str) -> OperationDefinitionNode:
    """The operation of a name."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    (named,) = [each for each in operations if each.name is not None and each.name.value == name]
    return named


def paths(document: DocumentNode, name: str) -> set[str]:
    """The fields that an operation asks of a member, by their places in the answer, without the ids that a cache needs."""
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}

    def walk(selected: SelectionSetNode | None, above: str) -> set[str]:
        found = set()
        for each in selected.selections if selected else ():
            if isinstance(each, FragmentSpreadNode):
                found |= walk(fragments[each.name.value].selection_set, above)
            elif isinstance(each, FieldNode):
                key = each.alias or each.name
                place = f"{above}.{key.value}"
                found |= {place, *walk(each.selection_set, place)}
        return {place for place in found if not place.endswith(".id")}

    (member,) = operation(document, name).selection_set.selections
    assert isinstance(member, FieldNode)
    return walk(member.selection_set, "member")
