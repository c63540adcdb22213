"""Checks of the integrations of a plugin."""

from inspect import iscoroutinefunction

from headless.plugins.contract.field_types import Misshapen, shape_of
from headless.plugins.contract.integrations import Action, Inbound, Table
from headless.plugins.contract.payloads import EventData
from headless.plugins.loading.checks import BadDeclaration, check_class, is_name


def check_inbound(declared: object) -> type[Inbound]:
    """Return the webhook's class if it can be called. Raise BadDeclaration if not."""
    inbound = check_class(declared, Inbound, "register_inbound", "inbound webhook")
    _check_asynchronous(inbound, Inbound, "receive", "(self, headers, body, do)", f"inbound webhook {inbound.__name__}")
    return inbound


def check_action(declared: object) -> type[Action]:
    """Return the action's class if it can be called. Raise BadDeclaration if not."""
    action = check_class(declared, Action, "register_actions", "action")
    where = f"action {action.__name__}"
    _check_asynchronous(action, Action, "run", "(self, input, member, do)", where)
    given = getattr(action, "input", None)
    if not (isinstance(given, type) and issubclass(given, EventData)):
        raise BadDeclaration(f"{where} needs a subclass of EventData as its input")
    if given.personal_fields:
        raise BadDeclaration(f"{where}: Personal belongs into events; an action keeps nothing that could be erased")
    if not isinstance(action.scope, str) or not action.scope:
        raise BadDeclaration(f"{where}.scope must be the scope that a token needs, such as events:write")
    if action.output is not None:
        _check_output(where, action.output)
    return action


def _check_output(where: str, output: object) -> None:
    try:
        shape = shape_of(output)
    except Misshapen as fault:
        raise BadDeclaration(f"{where}.output must be a scalar, a list or a dataclass: {fault}") from None
    if shape.rows is not None:
        raise BadDeclaration(f"{where}.output is a Connection; an action answers once: give a list")


def check_table(plugin: str, declared: object) -> Table:
    """Return the table if its name is the plugin's own. Raise BadDeclaration if not."""
    if not isinstance(declared, Table):
        raise BadDeclaration(f"register_tables returned {declared!r}; it must return Table objects")
    name = getattr(getattr(declared.model, "_meta", None), "db_table", None)
    if not is_name(name) or not str(name).startswith(f"{plugin}_"):
        raise BadDeclaration(f'table {name!r} needs a model whose Meta.table begins with "{plugin}_"')
    if not isinstance(declared.migrations, str) or not declared.migrations:
        raise BadDeclaration(f"table {name!r} needs the package of its migrations, such as {plugin}.migrations")
    if not is_name(declared.member):
        raise BadDeclaration(f"table {name!r} needs the column that holds the member's id")
    return declared


def _check_asynchronous(declared: type, base: type, name: str, arguments: str, where: str) -> None:
    method = getattr(declared, name)
    if method is getattr(base, name) or not iscoroutinefunction(method):
        raise BadDeclaration(f"{where} needs an async method {name}{arguments}")
