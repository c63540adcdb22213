"""Templates read backwards: what a text must look like to have been made from one."""

import re
from collections.abc import Callable

_PARAMETER = re.compile(r"\{(\w+)\}")


def pattern_of(template: str, of: Callable[[str], str], flags: int = 0) -> re.Pattern[str]:
    """Return the pattern of a template, with its parameters as named groups.

    Args:
        template: The template.
        of: Returns the expression of a parameter by its name.
        flags: The flags of the pattern.
    """
    pieces = (
        f"(?P<{piece}>{of(piece)})" if number % 2 else re.escape(piece)
        for number, piece in enumerate(_PARAMETER.split(template))
    )
    return re.compile("".join(pieces), flags)
