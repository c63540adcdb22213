"""What texts of ours may stand in a message as parameters: literals that reach the call which makes it, in the source."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[3]
WITHOUT = {"messages.py", "wording.py", "outbox.py"}
CHANGES = "甲"
"""Stands for what is known when the program runs alone."""
DEPTH = 2
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Made(NamedTuple):
    """A call that makes a message: where, its template, and the texts that each of its parameters may be."""

    place: str
    template: str
    texts: Mapping[str, Sequence[str]]


@cache
def made() -> Sequence[Made]:
    """Return every call in the source that makes a message from a template."""
    return tuple(_made())


def _made() -> Iterator[Made]:
    trees = {path: ast.parse(path.read_text()) for path in sorted((ROOT / "headless").rglob("*.py"))}
    callers = _callers(trees.values())
    for path, tree in trees.items():
        if path.name not in WITHOUT:
            shared = _assigned(tree.body)
            for scope in (tree, *(node for node in ast.walk(tree) if isinstance(node, Function))):
                for call in _own_messages(scope):
                    reach = _Reach(shared, callers, scope)
                    texts = {keyword.arg or "": sorted(set(reach.texts(keyword.value))) for keyword in call.keywords}
                    template = call.args[0]
                    assert isinstance(template, ast.Constant)
                    yield Made(f"{path.relative_to(ROOT)}:{call.lineno}", template.value, texts)


def _own_messages(scope: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls of a function, or of a module, that are not another function's inside of it."""
    for child in ast.iter_child_nodes(scope):
        if isinstance(child, Function):
            continue
        match child:
            case ast.Call(func=ast.Name(id="Message"), args=[ast.Constant(value=str())]):
                yield child
        yield from _own_messages(child)


def _callers(trees: Iterator[ast.Module] | Sequence[ast.Module] | object) -> Mapping[str, list[ast.Call]]:
    calls: dict[str, list[ast.Call]] = {}
    for tree in trees:  # type: ignore[attr-defined]
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
                    calls.setdefault(name, []).append(node)
    return calls


def _assigned(nodes: Sequence[ast.AST]) -> dict[str, list[ast.expr]]:
    values: dict[str, list[ast.expr]] = {}
    for node in nodes:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                values.setdefault(name, []).append(value)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=parts)):
                for target, part in zip(targets, parts, strict=False):
                    if isinstance(target, ast.Name):
                        values.setdefault(target.id, []).append(part)
            case ast.For(target=target, iter=ast.Tuple(elts=items) | ast.List(elts=items)):
                for name, part in _in_turn(target, items):
                    values.setdefault(name, []).append(part)
    return values


def _in_turn(target: ast.expr, items: Sequence[ast.expr]) -> Iterator[tuple[str, ast.expr]]:
    for item in items:
        if isinstance(target, ast.Name):
            yield target.id, item
        elif isinstance(target, ast.Tuple) and isinstance(item, ast.Tuple):
            for name, part in zip(target.elts, item.elts, strict=False):
                if isinstance(name, ast.Name):
                    yield name.id, part


class _Reach:
    """Which literals reach an expression: by names of its function and module, and by what callers pass to the function."""

    def __init__(
        self, shared: Mapping[str, list[ast.expr]], callers: Mapping[str, list[ast.Call]], scope: ast.AST
    ) -> None:
        self._shared, self._callers, self._scope = shared, callers, scope
        self._local = _assigned(list(ast.walk(scope))) if isinstance(scope, Function) else {}

    def texts(self, node: ast.expr, depth: int = 0) -> Iterator[str]:
        """Yield the texts that an expression may be. Messages are told by themselves."""
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.JoinedStr(values=values):
                yield "".join(part.value if isinstance(part, ast.Constant) else CHANGES for part in values)
            case ast.IfExp(body=first, orelse=second) | ast.BinOp(left=first, right=second):
                yield from self.texts(first, depth)
                yield from self.texts(second, depth)
            case ast.BoolOp(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part in parts:
                    yield from self.texts(part, depth)
            case ast.Subscript(value=ast.Dict(values=parts)):
                for part in parts:
                    yield from self.texts(part, depth)
            case ast.Name(id=name) if depth < DEPTH:
                for value in (*self._local.get(name, ()), *self._shared.get(name, ()), *self._passed(name)):
                    yield from self.texts(value, depth + 1)

    def _passed(self, name: str) -> Iterator[ast.expr]:
        if not isinstance(self._scope, Function):
            return
        arguments = self._scope.args
        names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
        yield from (
            default for at, default in zip(reversed(names), reversed(arguments.defaults), strict=False) if at == name
        )
        own = names[1:] if names[:1] in (["self"], ["cls"]) else names
        for call in self._callers.get(self._scope.name, ()):
            yield from (keyword.value for keyword in call.keywords if keyword.arg == name)
            if name in own and len(call.args) > own.index(name):
                yield call.args[own.index(name)]
