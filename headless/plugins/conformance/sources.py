"""The sources of what must be pure, read without running them: what keeps state, reads the world, or names what is not there.

Only what a declaration can reach is read: its methods, and functions and methods of its own package that these call by name.
A line that ends with `# check: allowed, <why>` is passed over.
"""

import ast
import builtins
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from textwrap import dedent
from types import FunctionType, ModuleType
from typing import Any

ALLOWED = re.compile(r"#\s*check:\s*allowed,\s*\S")
MISSING = object()


@dataclass(frozen=True, slots=True)
class Place:
    """A function that a declaration reaches: its tree, the names around it, and its file's lines from `first` on."""

    owner: str
    function: FunctionType
    tree: ast.FunctionDef | ast.AsyncFunctionDef
    lines: tuple[str, ...]

    @property
    def own(self) -> str:
        """What its first parameter is called: `self` or `cls` of a method."""
        arguments = [*self.tree.args.posonlyargs, *self.tree.args.args]
        return arguments[0].arg if arguments and "." in self.function.__qualname__ else ""

    @property
    def context(self) -> str:
        """What the parameter with facts and settings is called."""
        names = [argument.arg for argument in (*self.tree.args.posonlyargs, *self.tree.args.args)]
        return next((name for name in names if name in ("ctx", "context")), "ctx")

    def is_allowed(self, node: ast.AST) -> bool:
        """Return True if the line says that it may stay as it is."""
        first, last = getattr(node, "lineno", 1), getattr(node, "end_lineno", None) or getattr(node, "lineno", 1)
        return any(ALLOWED.search(line) for line in self.lines[first - 1 : last])

    def value(self, node: ast.expr) -> Any:
        """Return what an expression of names stands for outside of the function, MISSING if that is not known."""
        if isinstance(node, ast.Name):
            if node.id in self._locals:
                return self._locals[node.id]
            return self.function.__globals__.get(node.id, getattr(builtins, node.id, MISSING))
        if isinstance(node, ast.Attribute):
            owner = self.value(node.value)
            if isinstance(owner, ModuleType | type):
                return inspect.getattr_static(owner, node.attr, MISSING)
        return MISSING

    @property
    def _locals(self) -> Mapping[str, Any]:
        """The names that the function itself binds: what it imports, and others, which are not known."""
        bound: dict[str, Any] = dict.fromkeys(self.function.__code__.co_varnames, MISSING)
        bound |= dict.fromkeys(self.function.__code__.co_cellvars, MISSING)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    root = alias.name.partition(".")[0]
                    bound[alias.asname or root] = _module(alias.name if alias.asname else root)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    bound[alias.asname or alias.name] = getattr(_module(node.module), alias.name, MISSING)
        return bound


def _module(name: str) -> Any:
    return sys.modules.get(name, ModuleType(name))


def reached(owner: str, declared: object, package: str) -> Iterator[Place]:
    """Yield the functions of a plugin's own package that a declaration reaches, each once."""
    waiting = [*_methods(type(declared), package)]
    seen: set[int] = set()
    while waiting:
        function = waiting.pop()
        if id(function.__code__) in seen:
            continue
        seen.add(id(function.__code__))
        place = _place(owner, function)
        if place is not None:
            yield place
            waiting += _called(place, type(declared), package)


def _methods(class_: type, package: str) -> Iterator[FunctionType]:
    for base in class_.__mro__:
        if is_within(base.__module__, package):
            yield from _functions(base)


def _functions(class_: type) -> Iterator[FunctionType]:
    for member in vars(class_).values():
        plain = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
        plain = inspect.unwrap(plain) if callable(plain) else plain
        if isinstance(plain, FunctionType):
            yield plain


def is_within(module: str, package: str) -> bool:
    """Return True if a module belongs to a package."""
    return module == package or module.startswith(f"{package}.")


def _place(owner: str, function: FunctionType) -> Place | None:
    try:
        lines, _ = inspect.getsourcelines(function)
        tree = ast.parse(dedent("".join(lines))).body[0]
    except (OSError, SyntaxError, TypeError, IndexError):
        return None
    return (
        Place(owner, function, tree, tuple(lines)) if isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef) else None
    )


def _called(place: Place, class_: type, package: str) -> Iterator[FunctionType]:
    for node in ast.walk(place.tree):
        if not isinstance(node, ast.Call):
            continue
        target = place.value(node.func)
        if isinstance(target, type) and is_within(target.__module__, package):
            yield from _functions(target)
            continue
        plain: Any = inspect.unwrap(target) if callable(target) else getattr(target, "__func__", target)
        if isinstance(plain, FunctionType) and is_within(plain.__module__, package):
            yield plain
