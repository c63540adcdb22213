"""What the sources of rules, metrics, fields and jobs show before they run: state, the world, settings and effects."""

import ast
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from headless.engine.advice.missing_names import SORTS
from headless.errors import Invalid
from headless.messages import Message
from headless.plugins.conformance.findings import Finding
from headless.plugins.conformance.sources import MISSING, Place, reached
from headless.plugins.contract.declarations import Declaration, Declarations
from headless.plugins.contract.payloads import model_of
from headless.plugins.loading.registry import Registry

CHANGING = frozenset({
    "add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem", "popleft", "remove", "reverse",
    "setdefault", "sort", "update", "__setitem__",
})  # fmt: skip
MUTABLE = (dict, list, set, bytearray)
WORLD = frozenset({
    "aiohttp", "ftplib", "http", "httpx", "requests", "secrets", "smtplib", "socket", "sqlite3", "ssl", "subprocess", "urllib",
    "urllib3", "websockets", "asyncpg", "aiosqlite", "redis", "shutil", "tempfile", "threading", "multiprocessing", "asyncio",
})  # fmt: skip
"""Modules of which a rule may call nothing. What of `urllib` reads no network is in PLAIN."""
PLAIN = frozenset({"urllib.parse", "http.HTTPStatus"})
READING: Mapping[str, frozenset[str]] = {
    "time": frozenset({
        "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "localtime", "gmtime", "sleep",
        "ctime", "strftime", "process_time",
    }),
    "os": frozenset({
        "environ", "environb", "getenv", "urandom", "system", "popen", "getcwd", "listdir", "open", "remove", "getpid",
    }),
    "io": frozenset({"open", "open_code"}),
    "builtins": frozenset({"open", "input", "print"}),
    "uuid": frozenset({"uuid1", "uuid4", "getnode"}),
    "datetime": frozenset({"now", "utcnow", "today"}),
}  # fmt: skip
"""Names of modules that read or change the world. Of `datetime`, of its classes."""
MOVING = frozenset({"Earn", "Reclaim", "Spend", "Boost", "Cap", "Transfer"})
CHOICES = frozenset({*SORTS, "category", "condition"})
GIVEN_TO = {"Emit": "member", "Transfer": "to"}


def pure(registry: Registry, declared: Declarations, package: str) -> Iterator[Finding]:
    """Find in the sources what a declaration that must be pure does besides answering."""
    declarations: list[Declaration[Any]] = [
        *declared.rules,
        *declared.metrics,
        *declared.tier_rules,
        *declared.fields,
        *declared.jobs,
    ]
    for declaration in declarations:
        for place in reached(declaration.id, declaration.declared, package):
            yield from _of_place(registry, declaration, place)
    yield from _choices(declared)


def _of_place(registry: Registry, declaration: Declaration[Any], place: Place) -> Iterator[Finding]:
    for node in ast.walk(place.tree):
        if place.is_allowed(node):
            continue
        for what in _kept(place, node):
            yield Finding(
                "no state",
                Message("{id} keeps {what} between calls: return Remember instead", id=place.owner, what=what),
            )
        for what in _read(place, node):
            yield Finding("no input or output", Message("{id} reads {what}", id=place.owner, what=what))
        yield from _settings(declaration, place, node)
        if declaration.kind == "rule" and isinstance(node, ast.Call):
            yield from _effects(registry, declaration, place, node)


# ── state


def _kept(place: Place, node: ast.AST) -> Iterator[str]:
    """Yield what a statement would keep until the next call."""
    if isinstance(node, ast.Global):
        yield from node.names
    for target in _targets(node):
        yield from _kept_in(place, target)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
        yield from _kept_in(place, node.func.value, changed=True)


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign | ast.Delete):
        return list(node.targets)
    return [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []


def _kept_in(place: Place, target: ast.expr, *, changed: bool = False) -> Iterator[str]:
    if isinstance(target, ast.Tuple | ast.List):
        for part in target.elts:
            yield from _kept_in(place, part)
        return
    while isinstance(target, ast.Subscript | ast.Starred):
        target, changed = target.value, True
    if isinstance(target, ast.Attribute):
        owner = target.value
        is_own = isinstance(owner, ast.Name) and owner.id == place.own
        if (is_own and place.function.__name__ not in ("__init__", "__post_init__", "__new__")) or isinstance(
            place.value(owner), type | ModuleType
        ):
            yield ast.unparse(target)
    elif changed and isinstance(target, ast.Name) and isinstance(place.value(target), MUTABLE):
        yield target.id


# ── the world


def _read(place: Place, node: ast.AST) -> Iterator[str]:
    """Yield what an expression reads besides facts."""
    if not isinstance(node, ast.Name | ast.Attribute) or not isinstance(node.ctx, ast.Load):
        return
    if isinstance(node, ast.Attribute):
        owner = place.value(node.value)
        if isinstance(owner, ModuleType) and not _is_module(place, owner, node):
            yield from _forbidden(owner.__name__, node.attr)
        elif isinstance(owner, type) and owner.__module__ == "datetime" and node.attr in READING["datetime"]:
            yield f"{owner.__name__}.{node.attr}"
        return
    value = place.value(node)
    module, name = getattr(value, "__module__", None), getattr(value, "__name__", None)
    if value is MISSING or isinstance(value, ModuleType) or not isinstance(module, str) or not isinstance(name, str):
        return
    random = getattr(value, "__self__", None)
    if type(random).__module__ == "random" and type(random).__name__ == "Random":
        yield f"random.{name}"
    else:
        yield from _forbidden(module, name)


def _is_module(place: Place, owner: ModuleType, node: ast.Attribute) -> bool:
    """Return True if an attribute of a module is a module itself, loaded or not, of which nothing is read yet."""
    return isinstance(place.value(node), ModuleType) or f"{owner.__name__}.{node.attr}" in sys.modules


def _forbidden(module: str, name: str) -> Iterator[str]:
    root = module.partition(".")[0].lstrip("_")
    module = module.lstrip("_")
    if f"{module}.{name}" in PLAIN or module in PLAIN:
        return
    if root in WORLD or (root == "random" and name not in ("Random", "SystemRandom")):
        yield f"{module}.{name}"
    elif module in READING and module != "datetime" and name in READING[module]:
        yield name if module in ("builtins", "io") else f"{module}.{name}"
    elif module in ("posix", "nt") and name in READING["os"]:
        yield f"os.{name}"


# ── settings


def _settings(declaration: Declaration[Any], place: Place, node: ast.AST) -> Iterator[Finding]:
    """Find what is read of the settings and is none."""
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Attribute):
        return
    settings = node.value
    if settings.attr != "settings" or not (isinstance(settings.value, ast.Name) and settings.value.id == place.context):
        return
    model: Any = declaration.settings_class
    if node.attr not in model.model_fields and not hasattr(model, node.attr):
        text = Message("{id} reads the setting {setting}, which it does not have", id=place.owner, setting=node.attr)
        yield Finding("settings", text)


def _choices(declared: Declarations) -> Iterator[Finding]:
    """Find settings that let people choose from what does not exist."""
    for declaration in declared.with_settings:
        if declaration.keeps_settings_of == declaration.id:
            for name, choose in _chosen(declaration.schema):
                if choose not in CHOICES:
                    known = tuple(sorted(CHOICES))
                    text = Message(
                        "{id}: the setting {setting} lets people choose a {choose}; there are: {known}",
                        id=declaration.id, setting=name, choose=choose, known=known,
                    )  # fmt: skip
                    yield Finding("settings", text, grave=False)


def _chosen(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part in (schema, *schema.get("$defs", {}).values()):
        for name, setting in part.get("properties", {}).items():
            if isinstance(setting.get("choose"), str):
                yield name, setting["choose"]


# ── effects


def _effects(registry: Registry, declaration: Declaration[Any], place: Place, node: ast.Call) -> Iterator[Finding]:
    effect = getattr(place.value(node.func), "__name__", None)
    if not str(getattr(place.value(node.func), "__module__", "")).startswith("headless."):
        return
    asset = _argument(node, "asset", 0) if effect in MOVING else None
    assets = tuple(declaration.declared.assets)
    is_text = isinstance(asset, ast.Constant) and isinstance(asset.value, str)
    if isinstance(asset, ast.Constant) and is_text and asset.value not in {*assets, *_usual_assets(declaration)}:
        # a setting may name it all the same
        grave = not any(named.startswith("$") for named in assets)
        text = Message(
            "{id} gives {effect} of {asset}, which is not among its assets: {assets}",
            id=place.owner, effect=effect, asset=asset.value, assets=assets,
        )  # fmt: skip
        yield Finding("legal", text, grave=grave)
    other = _argument(node, GIVEN_TO[effect], None) if effect in GIVEN_TO else None
    is_none = other is None or (isinstance(other, ast.Constant) and other.value is None)
    if not is_none and not _names_members(registry, declaration.declared.on):
        text = Message(
            "{id} gives {effect} to another member, and none of its events names one by a MemberRef",
            id=place.owner, effect=effect,
        )  # fmt: skip
        yield Finding("legal", text, grave=effect == "Transfer")


def _usual_assets(declaration: Declaration[Any]) -> frozenset[str]:
    """Return the kinds that the settings name if they are left out, none if they cannot be."""
    try:
        return frozenset(declaration.assets(declaration.settings()))
    except Invalid:
        return frozenset()


def _argument(node: ast.Call, name: str, position: int | None) -> ast.expr | None:
    named = next((keyword.value for keyword in node.keywords if keyword.arg == name), None)
    if named is None and position is not None and len(node.args) > position:
        return node.args[position]
    return named


def _names_members(registry: Registry, types: Any) -> bool:
    known = (registry.event_types.get(type_) for type_ in types)
    return any(model_of(type_).member_fields for type_ in known if type_ is not None)
