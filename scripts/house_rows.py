"""Rows of the database that are read by position, as a syntax tree shows them."""

import ast
from collections.abc import Iterator

from house_sources import functions

MANY = ("fetch", "fetch_all")
LOOPS = ast.For | ast.AsyncFor | ast.comprehension


def positions(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield `row[3]` and `row[PLACE]`, and the targets of `a, b = row` and `for a, b in rows`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and _is_place(node.slice) and is_row(node.value):
            yield node
    inner = {id(nested) for outer in functions(tree) for nested in functions(outer) if nested is not outer}
    for function in functions(tree):
        if id(function) not in inner:
            yield from _taken_apart(function)


def is_row(node: ast.expr) -> bool:
    """Return True for `row`, `self.row`, `rows[0]`, `(await session.fetch(…))[0]` and `await session.fetch_one(…)`."""
    if isinstance(node, ast.Subscript):
        name = _name_of(node.value)
        return is_position(node.slice) and (name.endswith("rows") or name in MANY)
    name = _name_of(node)
    return name in ("row", "record", "fetch_one") or name.endswith("_row")


def is_position(node: ast.expr) -> bool:
    """Return True for a number."""
    if isinstance(node, ast.UnaryOp):
        return is_position(node.operand)
    return isinstance(node, ast.Constant) and type(node.value) is int


def _taken_apart(function: ast.AST) -> Iterator[ast.expr]:
    """Yield where a function takes rows that it has fetched apart, or a single one of them by an index."""
    many, single = _fetched(function)
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=[_, _, *_]) as target], value=value):
                if _is_one(value, many, single):
                    yield target
            case ast.For(target=ast.Tuple(elts=[_, _, *_]) as target, iter=rows):
                if _is_many(rows, many):
                    yield target
            case ast.comprehension(target=ast.Tuple(elts=[_, _, *_]) as target, iter=rows):
                if _is_many(rows, many):
                    yield target
            case ast.Call(func=ast.Name(id="dict"), args=[rows]) if _is_many(rows, many):
                yield node
            case ast.Subscript(value=value) if _is_place(node.slice) and not is_row(value):
                if _is_one(value, many, single):
                    yield node


def _fetched(function: ast.AST) -> tuple[set[str], set[str]]:
    """Return the names of a function that hold fetched rows, and of those that hold a single one."""
    many: set[str] = set()
    single: set[str] = set()
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _called(value) == "fetch":
                many.add(name)
            case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id=name)])], value=value) if _called(value) == "fetch":
                single.add(name)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _called(value) == "fetch_one":
                single.add(name)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=value) if _called(value) == "fetch_all":
                many.update(name.id for name in names if isinstance(name, ast.Name))
    for node in ast.walk(function):
        if isinstance(node, LOOPS) and isinstance(node.target, ast.Name) and _is_many(node.iter, many):
            single.add(node.target.id)
    return many, single


def _is_many(node: ast.expr, many: set[str]) -> bool:
    return _called(node) == "fetch" or (isinstance(node, ast.Name) and node.id in many)


def _is_one(node: ast.expr, many: set[str], single: set[str]) -> bool:
    if isinstance(node, ast.Subscript):
        return is_position(node.slice) and _is_many(node.value, many)
    return _called(node) == "fetch_one" or (isinstance(node, ast.Name) and node.id in single)


def _is_place(node: ast.expr) -> bool:
    """Return True for a number, or a constant, which holds one."""
    return is_position(node) or (isinstance(node, ast.Name | ast.Attribute) and _name_of(node).isupper())


def _called(node: ast.expr) -> str:
    """Return the last name of the function that is awaited."""
    return _name_of(node.value.func) if isinstance(node, ast.Await) and isinstance(node.value, ast.Call) else ""


def _name_of(node: ast.expr) -> str:
    """Return the last name of a variable or an attribute, or of the function that is awaited."""
    if isinstance(node, ast.Await):
        return _called(node)
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
