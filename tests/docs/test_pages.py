"""What the pages say about the code is so: links, settings, conditions, examples, and the tables made from it."""

import json
import os
import re
import subprocess
import sys
import tomllib
from types import ModuleType

import pytest
from graphql import is_scalar_type, is_specified_scalar_type

from headless import plugins
from headless.config import SECRETS, Settings
from headless.engine.conditions.parsing import parse_condition
from headless.engine.declarations.effects import Effect
from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.values import limits
from headless.models.tables.catalogue import TABLES
from headless.plugins.contract.payloads import accept_payload
from headless.plugins.loading.registry import Registry
from headless.schema.serving.execution import Api
from tests.docs.pages import REPOSITORY, Block, anchors, blocks, links, name_of, paths, text_of

GENERATED = re.compile(r"<!-- generated: ([a-z-]+) -->")
VARIABLE = re.compile(r"HEADLESS_[A-Z_]+")


@pytest.mark.parametrize("path", paths(), ids=name_of)
def test_links_lead_somewhere(path: object) -> None:
    page = next(each for each in paths() if each == path)
    broken = []
    for link in links(page):
        target, _, anchor = link.partition("#")
        if "://" in target:
            continue
        found = (page.parent / target).resolve() if target else page
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(link)

    assert [] == broken


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, waiting = set(), [REPOSITORY / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in seen and page.suffix == ".md" and page.exists():
            seen.add(page)
            waiting += [(page.parent / link.partition("#")[0]).resolve() for link in links(page) if "://" not in link]

    assert set(paths()) - seen == set()


def test_generated_tables_are_current() -> None:
    """Run `python scripts/make_docs.py` where they are not."""
    command = [sys.executable, "scripts/make_docs.py", "--check"]
    done = subprocess.run(
        command,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (done.returncode, done.stderr)


def test_the_tables_that_follow_from_the_code_are_generated() -> None:
    found = {name for path in paths() for name in GENERATED.findall(text_of(path))}

    assert {
        "metrics",
        "operators",
        "rules",
        "sent-events",
        "own-events",
        "scopes",
        "facts",
        "limits",
        "hooks",
        "needs",
        "kit",
        "personal-data",
    } == found


def test_every_limit_in_force_is_shown() -> None:
    sources = [path for path in (REPOSITORY / "headless").rglob("*.py") if path.name != "limits.py"]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    shown = (REPOSITORY / "scripts" / "docs_limits.py").read_text(encoding="utf-8")
    in_force = [name for name in vars(limits) if name.isupper() and re.search(rf"\b{name}\b", code)]

    assert [] == [name for name in in_force if f'"{name}"' not in shown]


def test_environment_variables_of_the_code_are_those_of_the_pages() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "headless").rglob("*.py"))
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "tests").glob("*.py"))
    examples = "\n".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "examples").glob("*/server/*.mjs"))
    told = {name for path in paths() for name in VARIABLE.findall(text_of(path))}
    listed = set(VARIABLE.findall(text_of(REPOSITORY / "docs" / "operators.md")))
    settings = {f"HEADLESS_{name.upper()}" for name in (*Settings.model_fields, *(f"{name}_file" for name in SECRETS))}
    known = settings | {name for name in VARIABLE.findall(sources) if not name.endswith("_")}

    assert set() == known - listed
    assert set() == told - known - set(VARIABLE.findall(tests + examples))


def test_tables_named_on_the_page_of_the_architecture_are_there() -> None:
    page = text_of(REPOSITORY / "docs" / "architecture.md")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]

    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert set() == named - set(TABLES)


@pytest.mark.parametrize("block", blocks("json"), ids=lambda block: block.place)
def test_json_is_json_and_means_what_it_is_said_to_mean(block: Block) -> None:
    document = json.loads(block.text)

    if "condition" in block.words:
        parse_condition(document, BUILT_IN)
    for word in block.words:
        kind, _, name = word.partition("=")
        if kind == "data":
            accept_payload(Registry.load(entry_points=()).event_types[name], document, b"salt")
        if kind == "settings":
            Registry.load(entry_points=()).rules["builtin", name].settings(document)


@pytest.mark.parametrize("block", blocks("python"), ids=lambda block: block.place)
def test_python_compiles_and_plugins_load(block: Block) -> None:
    code = compile(block.text, block.place, "exec")
    if "plugin" not in block.words:
        return
    module = ModuleType("from_the_page")
    exec(code, vars(module))

    registry = Registry.load(entry_points=(), more={"from_the_page": module}, strict=True)

    assert registry.declared["from_the_page"].with_settings


def test_scalars_of_generated_types_are_those_of_the_schema(api: Api) -> None:
    (block,) = [block for block in blocks("ts") if "scalars" in block.words]
    mapped = re.findall(r"^ +(\w+): \"\w+\",$", block.text.partition("scalars: {")[2], re.MULTILINE)
    served = [
        name
        for name, type_ in api.schema.type_map.items()
        if is_scalar_type(type_) and not is_specified_scalar_type(type_)
    ]

    assert sorted(served) == mapped


def test_every_effect_has_its_place_on_the_page_of_plugins() -> None:
    page = text_of(REPOSITORY / "docs" / "plugins.md")
    effects = [name for name, found in vars(plugins).items() if isinstance(found, type) and issubclass(found, Effect)]

    assert [] == [name for name in effects if name != "Effect" and f"`{name}(" not in page]


@pytest.mark.parametrize("block", blocks("toml"), ids=lambda block: block.place)
def test_toml_is_toml(block: Block) -> None:
    assert tomllib.loads(block.text)
