"""Checks of a plugin's field: its type, of whom it is asked, and with which arguments."""

from headless.engine.declarations.rules import Field, Own
from headless.plugins.contract.field_types import Misshapen, shape_of
from headless.plugins.contract.payloads import EventData
from headless.plugins.contract.served.inputs import RESERVED, input_shape
from headless.plugins.loading.checks import BadDeclaration, check_class, check_method

PLACES = ("member", "merchant")


def check_field(declared: object) -> type[Field]:
    """Return the field class if a front end can read it. Raise BadDeclaration if not."""
    field = check_class(declared, Field, "register_fields", "field")
    check_method(field, Field, "resolve", "(self, ctx)", f"field {field.__name__}")
    try:
        shape_of(getattr(field, "type", None))
    except Misshapen as fault:
        raise BadDeclaration(f"field {field.__name__}.type must be a scalar, a list or a dataclass: {fault}") from None
    _check_asking(field)
    return field


def _check_asking(field: type[Field]) -> None:
    """Check of whom a field is asked, and what it takes. Raise BadDeclaration if that could not be served."""
    where = f"field {field.__name__}"
    if field.on not in PLACES:
        raise BadDeclaration(f"{where}.on is {field.on!r}; it must be one of {', '.join(PLACES)}")
    if field.on == "merchant":
        unknown = [name for name, need in field.needs.items() if not isinstance(need, Own)]
        if unknown:
            raise BadDeclaration(
                f"{where}.needs[{unknown[0]!r}] is of a member; a field of the merchant needs Own alone"
            )
    if field.arguments is not None:
        _check_arguments(where, field.arguments)


def _check_arguments(where: str, arguments: object) -> None:
    if not (isinstance(arguments, type) and issubclass(arguments, EventData)):
        raise BadDeclaration(f"{where}.arguments must be a subclass of EventData")
    if arguments.personal_fields or arguments.member_fields:
        raise BadDeclaration(f"{where}.arguments holds Personal or MemberRef, which belong into events and actions")
    shape = input_shape(arguments)
    if arguments.model_fields and not shape.parts:
        raise BadDeclaration(
            f"{where}.arguments has a name that GraphQL cannot take: use letters, digits and underscores"
        )
    taken = [part.name for part in shape.parts if part.name in RESERVED]
    if taken:
        raise BadDeclaration(
            f"{where}.arguments has {taken[0]!r}, by which pages and costs are counted: call it otherwise"
        )
