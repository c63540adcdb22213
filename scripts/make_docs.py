"""Writes the tables in docs/ that follow from the code, between their markers.

    python scripts/make_docs.py            writes what has changed
    python scripts/make_docs.py --check    writes nothing; ends with 1 where a page is out of date

A marker is `<!-- generated: NAME -->`; what follows it, up to `<!-- end -->`, is replaced.
"""

import inspect
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from docs_kit import kit_rows
from docs_limits import GROUPS
from docs_personal import PERSONAL
from pydantic.alias_generators import to_camel

from headless import plugins
from headless.engine.declarations.rules import EventType
from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.metrics.spec import Argument, MetricSpec
from headless.engine.values import limits
from headless.plugins.contract import hooks as hookspecs
from headless.plugins.contract.payloads import json_name, model_of
from headless.plugins.loading.registry import Registry, RuleDeclaration
from headless.services.kernel.scopes import SCOPES

DOCS = Path(__file__).resolve().parents[1] / "docs"
BLOCK = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
WINDOWS = {"days": "days", "months": "months, years", "calendar": "calendar"}


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table. Bars inside cells are escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def code(text: str) -> str:
    """Return a text as code, and an empty one as it is."""
    return f"`{text}`" if text else ""


# ── operations


def personal() -> str:
    rows = [
        (code(name), ", ".join(map(code, kept.columns)) or "all", kept.what, kept.erased)
        for name, parts in PERSONAL.items()
        for kept in parts
    ]
    return table(("table", "columns", "what it says", "when the member is erased"), rows)


# ── conditions


def metrics() -> str:
    heads = ("metric", "中文", "what it is", "type", "window", "arguments", "scope")
    return table(heads, [_metric(spec) for spec in BUILT_IN.values()])


def _metric(spec: MetricSpec) -> Sequence[str]:
    windows = ", ".join(WINDOWS[kind] for kind in spec.windows)
    if spec.window_required:
        windows += " (required)"
    arguments = ", ".join(map(_argument, spec.arguments))
    return (
        code(spec.name), spec.label["zh"], spec.description, spec.type, windows or "none", arguments or "none",
        code(spec.scope),
    )  # fmt: skip


def _argument(argument: Argument) -> str:
    notes = [*map(code, argument.choices), *(["required"] if argument.required else [])]
    return code(argument.name) + (f" ({', '.join(notes)})" if notes else "")


def operators() -> str:
    rows = [(spec.name, " ".join(op.value for op in spec.ops)) for spec in BUILT_IN.values()]
    groups: dict[str, list[str]] = {}
    for name, ops in rows:
        groups.setdefault(ops, []).append(name)
    return table(("metrics", "operators"), [(", ".join(map(code, names)), ops) for ops, names in groups.items()])


# ── rules


def rules() -> str:
    return "\n".join(_rule(each) for each in _registry().rules.values() if each.plugin == "builtin")


def _rule(rule: RuleDeclaration) -> str:
    listens = ", ".join(code(name) for name in rule.rule.on)
    head = f"### `{rule.id}` {rule.label_zh}\n\n{rule.description}\n\nStage {rule.rule.stage}; listens to {listens}.\n"
    rows = [_setting(name, found, rule.schema) for name, found in rule.schema["properties"].items()]
    return f"{head}\n{table(('setting', '中文', 'what it is', 'default'), rows)}"


def _setting(name: str, found: Mapping[str, Any], schema: Mapping[str, Any]) -> Sequence[str]:
    default = json.dumps(found["default"], ensure_ascii=False) if "default" in found else ""
    parts = _parts(found, schema)
    what = found.get("description", "") + (f" Each has {parts}." if parts else "")
    return code(name), found.get("titleZh", ""), what, code(default) if default else "required"


def _parts(found: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    inner = [found.get("items", {}), *found.get("patternProperties", {}).values()]
    names = [each["$ref"].rpartition("/")[2] for each in inner if "$ref" in each]
    return ", ".join(code(part) for name in names for part in schema["$defs"][name]["properties"])


# ── events


def sent_events() -> str:
    return "\n".join(_event(each) for each in _event_types() if each.sent_by != {"engine"})


def own_events() -> str:
    rows = [
        (code(each.name), each.label_zh, _summary(each), ", ".join(_field_names(each)))
        for each in _event_types()
        if each.sent_by == {"engine"}
    ]
    return table(("event type", "中文", "what happened", "data"), rows)


def _event(event: EventType) -> str:
    sender = " or ".join(sorted(event.sent_by, reverse=True))
    kind = "A request: a rule may refuse it." if event.request else "A fact."
    once = {None: "", "ever": " At most one per member, ever.", "1d": " At most one per member and day."}[event.once]
    refers = f" `{event.refers[0]}` names an earlier `{event.refers[1]}`." if event.refers else ""
    head = f"### `{event.name}` {event.label_zh}\n\n{_summary(event)}\n\n{kind} Sent by {sender}.{once}{refers}\n"
    schema = model_of(event).model_json_schema(by_alias=True)
    rows = list(_fields(schema, schema))
    return f"{head}\n{table(('field', 'type', ''), rows)}" if rows else head


def _fields(part: Mapping[str, Any], schema: Mapping[str, Any], prefix: str = "") -> Iterable[Sequence[str]]:
    for name, found in part.get("properties", {}).items():
        options = [each for each in found.get("anyOf", [found]) if each.get("type") != "null"]
        inner = options[0].get("items", {})
        notes = ["required"] if name in part.get("required", ()) else []
        notes += ["personal: erasable"] if found.get("personal") or options[0].get("personal") else []
        notes += [f"default {code(str(found['default']))}"] if found.get("default") not in (None, [], {}) else []
        yield code(prefix + name), _type(options[0]), ", ".join(notes)
        if "$ref" in inner:
            below = schema["$defs"][inner["$ref"].rpartition("/")[2]]
            yield from _fields(below, schema, f"{prefix}{name}[].")


def _type(found: Mapping[str, Any]) -> str:
    if found.get("format") == "decimal":
        return "decimal"
    if found.get("type") == "array":
        inner = found.get("items", {})
        return "list of objects" if "$ref" in inner else f"list of {_type(inner)}s"
    if found.get("type") == "object":
        return "member" if "number" in found.get("properties", {}) else "object"
    names = {"string": "text", "boolean": "true or false", "integer": "whole number"}
    return str(found.get("format") or names.get(str(found.get("type")), "any"))


def _field_names(event: EventType) -> Iterable[str]:
    return (code(name) for name in model_of(event).model_json_schema(by_alias=True).get("properties", {}))


def _summary(event: EventType) -> str:
    text = " ".join((model_of(event).__doc__ or "").split())
    return re.sub(r"`([a-z]+_[a-z_]+)`", lambda name: code(to_camel(name[1])), text)


def _event_types() -> Iterable[EventType]:
    return _registry().event_types.values()


# ── access and limits


def scopes() -> str:
    return table(("scope", "what it allows"), [(code(name), what) for name, what in SCOPES.items()])


def facts() -> str:
    told: dict[str, list[str]] = {}
    for event in _event_types():
        model = model_of(event)
        by_scope: dict[str, list[str]] = {}
        for name, scope in model.scoped_fields.items():
            by_scope.setdefault(scope, []).append(code(json_name(model, name)))
        for scope, names in by_scope.items():
            is_all = len(names) == len(model.model_fields)
            told.setdefault(scope, []).append(f"`{event.name}`" + ("" if is_all else f": {', '.join(names)}"))
    return table(
        ("scope", "event types, and which of their data"),
        [(code(name), "; ".join(told[name])) for name in sorted(told)],
    )


def limit_tables() -> str:
    parts = []
    for title, texts in GROUPS.items():
        there = [row for row in texts if hasattr(limits, row[0])]
        rows = [(what, f"{getattr(limits, name) // divisor:,} {unit}".strip()) for name, what, unit, divisor in there]
        parts += [f"## {title}\n\n{table(('what', 'limit'), rows)}"] if rows else []
    return "\n".join(parts)


# ── plugins


def hooks() -> str:
    specs = [each for each in vars(hookspecs).values() if hasattr(each, f"{hookspecs.PROJECT}_spec")]
    return "\n".join(_hook(each) for each in specs)


def _hook(spec: Callable[..., Any]) -> str:
    lines = [line for line in inspect.getsource(spec).splitlines() if not line.startswith("@")]
    signature = " ".join(
        lines[: next(at for at, line in enumerate(lines) if line.split("#")[0].rstrip().endswith(":")) + 1]
    )
    plain = re.sub(r"\s+", " ", signature.split("  #")[0])
    shown = f"```python\n{plain} ...\n```"
    named = [found for name in re.findall(r"\w+", plain.partition("->")[2]) if (found := getattr(plugins, name, None))]
    parts = [_explained(each) for each in named if isinstance(each, type) and each.__doc__]
    return "\n\n".join([f"### `{spec.__name__}`", shown, _safe(inspect.getdoc(spec) or ""), *map(_safe, parts)]) + "\n"


def _explained(declared: type) -> str:
    own = [name for name in vars(declared) if not name.startswith("_") and inspect.getdoc(getattr(declared, name))]
    methods = [name for name in own if inspect.isfunction(getattr(declared, name))]
    lines = [f"`{declared.__name__}`: {inspect.getdoc(declared)}"]
    lines += [f"* `{name}{_arguments(declared, name)}`: {inspect.getdoc(getattr(declared, name))}" for name in methods]
    return "\n\n".join([lines[0], "\n".join(lines[1:])]) if methods else lines[0]


def _safe(text: str) -> str:
    """Return a text without what readers of Markdown would take for a tag."""
    parts = text.split("`")
    return "`".join(part if at % 2 else part.replace("<", "&lt;") for at, part in enumerate(parts))


def _arguments(declared: type, name: str) -> str:
    return f"({', '.join(each for each in inspect.signature(getattr(declared, name)).parameters if each != 'self')})"


def needs() -> str:
    found = [each for each in vars(plugins).values() if isinstance(each, type) and issubclass(each, plugins.Need)]
    rows = [(_made(each), " ".join((each.__doc__ or "").split())) for each in found if each is not plugins.Need]
    return table(("need", "what it gives"), rows)


def _made(need: type) -> str:
    return code(f"{need.__name__}{_arguments(need, '__init__')}")


def kit() -> str:
    parts = []
    for title, rows in kit_rows():
        parts.append(f"### {title}\n\n" + table(("part", "what it is"), [(name, _safe(told)) for name, told in rows]))
    return "\n".join(parts)


def _registry() -> Registry:
    return Registry.load(entry_points=())


TABLES: Mapping[str, Callable[[], str]] = {
    "metrics": metrics, "operators": operators, "rules": rules, "sent-events": sent_events, "own-events": own_events,
    "scopes": scopes, "facts": facts, "limits": limit_tables, "hooks": hooks, "needs": needs,
    "kit": kit,
    "personal-data": personal,
}  # fmt: skip


def current(page: str) -> str:
    """Return a page with all its generated parts as they should be. Raise KeyError for an unknown marker."""
    return BLOCK.sub(lambda found: f"{found[1]}\n{TABLES[found[2]]()}\n{found[3]}", page)


def outdated() -> Mapping[Path, str]:
    """Return the pages that are not as they should be, with the text that they should have."""
    found = {}
    for path in sorted(DOCS.rglob("*.md")):
        page = path.read_text(encoding="utf-8")
        if (made := current(page)) != page:
            found[path] = made
    return found


def main() -> int:
    pages = outdated()
    check = "--check" in sys.argv[1:]
    for path, page in pages.items():
        sys.stderr.write(f"{path.name} {'is out of date: run scripts/make_docs.py' if check else 'written'}\n")
        if not check:
            path.write_text(page, encoding="utf-8")
    return 1 if check and pages else 0


if __name__ == "__main__":
    sys.exit(main())
