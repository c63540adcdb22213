"""Checks of the parts of a plugin that meet the world."""

from inspect import iscoroutinefunction

from headless.plugins.contract.integrations import Action, Inbound, Table
from headless.plugins.contract.payloads import EventData
from headless.plugins.loading.checks import BadDeclaration, check_class, is_name


def check_inbound(found: object) -> type[Inbound]:
    """The webhook's class itself, if it can be called."""
    inbound = check_class(found, Inbound, "register_inbound", "inbound webhook")
    _check_asynchronous(inbound, Inbound, "receive", "(self, headers, body, do)", f"inbound webhook {inbound.__name__}")
    return inbound


def check_action(found: object) -> type[Action]:
    """The action's class itself, if it can be called."""
    action = check_class(found, Action, "register_actions", "action")
    where = f"action {action.__name__}"
    _check_asynchronous(action, Action, "run", "(self, input, member, do)", where)
    given = getattr(action, "input", None)
    if not (isinstance(given, type) and issubclass(given, EventData)):
        raise BadDeclaration(f"{where} needs a subclass of EventData as its input")
    if given.personal_fields or given.member_fields:
        raise BadDeclaration(f"{where}: Personal and MemberRef belong into events; an action is given its member apart")
    return action


def check_table(plugin: str, found: object) -> Table:
    """The table itself, if its name is the plugin's own."""
    if not isinstance(found, Table):
        raise BadDeclaration(f"register_tables returned {found!r}; it must return Table objects")
    name = getattr(getattr(found.model, "_meta", None), "db_table", None)
    if not is_name(name) or not str(name).startswith(f"{plugin}_"):
        raise BadDeclaration(f'table {name!r} needs a model whose Meta.table begins with "{plugin}_"')
    if not isinstance(found.migrations, str) or not found.migrations:
        raise BadDeclaration(f"table {name!r} needs the package of its migrations, such as {plugin}.migrations")
    if not is_name(found.member):
        raise BadDeclaration(f"table {name!r} needs the column that holds the member's id")
    return found


def _check_asynchronous(found: type, base: type, name: str, arguments: str, where: str) -> None:
    method = getattr(found, name)
    if method is getattr(base, name) or not iscoroutinefunction(method):
        raise BadDeclaration(f"{where} needs an async method {name}{arguments}")
