"""Every sentence that the GraphQL library can say of a request, read from its source: with x1, x2 … for what changes in it."""

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from itertools import product
from types import ModuleType

from graphql import specified_rules

MODULES = [
    *("graphql.language.lexer", "graphql.language.parser", "graphql.validation.validate"),
    *sorted({rule.__module__ for rule in specified_rules}),
    *("graphql.execution.values", "graphql.execution.get_variable_signature", "graphql.execution.executor"),
    *("graphql.utilities.validate_input_value", "graphql.type.scalars", "graphql.type.definition"),
    "strawberry.schema.schema_converter",
]
SAID_BY = {
    "GraphQLError": 0, "GraphQLSyntaxError": 2, "ValidationAbortedError": 0, "report_invalid_literal": 1,
    "report_invalid_value": 1, "StrawberryInputCoercionError": 0,
}  # fmt: skip
"""What takes a sentence, and as which argument."""
CHANGES = "\0"
Scope = Mapping[str, Sequence[ast.expr]]


def sentences() -> Iterator[tuple[str, str]]:
    """Yield each sentence with the module that says it."""
    for name in MODULES:
        module = import_module(name)
        for text in dict.fromkeys(_said_in(module)):
            if text.strip(CHANGES):
                yield name, _numbered(text)


def _said_in(module: ModuleType) -> Iterator[str]:
    tree = ast.parse(inspect.getsource(module))
    shared = _assigned(tree.body)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            scope = {**shared, **_assigned(list(ast.walk(function)))}
            for node in ast.walk(function):
                for said in _said_by(node):
                    yield from _texts(said, scope)


def _said_by(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Call(func=ast.Name(id=name), args=args) if name in SAID_BY and len(args) > SAID_BY[name]:
            yield args[SAID_BY[name]]
        case ast.Assign(targets=[ast.Attribute(attr="message")], value=ast.JoinedStr() as value):
            yield value
        case ast.Call(func=ast.Name(id="Conflict"), args=[_, reason, *_]):
            yield reason


def _assigned(nodes: Sequence[ast.AST]) -> dict[str, list[ast.expr]]:
    values: dict[str, list[ast.expr]] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                values.setdefault(name, []).append(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                values.setdefault(name, []).append(value)
    return values


def _texts(node: ast.expr, scope: Scope, seen: tuple[str, ...] = ()) -> list[str]:
    """Return all that an expression may be, with a mark for what changes."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=values):
            return ["".join(parts) for parts in product(*(_texts(value, scope, seen) for value in values))]
        case ast.FormattedValue(value=value):
            return _texts(value, scope, seen)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [first + second for first in _texts(left, scope, seen) for second in _texts(right, scope, seen)]
        case ast.IfExp(body=body, orelse=orelse):
            return [*_texts(body, scope, seen), *_texts(orelse, scope, seen)]
        case ast.Name(id=name) if name in scope and name not in seen:
            return [text for value in scope[name] for text in _texts(value, scope, (*seen, name))]
        case ast.Call(func=ast.Name(id=name)) if "did_you_mean" in name:
            return ["", f" Did you mean '{CHANGES}'?"]
        case ast.Call(func=ast.Name(id="print_path_list")):
            return ["", f" at .{CHANGES}"]
        case _:
            return [CHANGES]


def _numbered(text: str) -> str:
    first, *rest = text.split(CHANGES)
    return first + "".join(f"x{number}{part}" for number, part in enumerate(rest, 1))
