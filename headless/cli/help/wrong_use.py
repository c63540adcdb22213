"""Errors of use in a language: typer words them in English, without a way to word them otherwise."""

import re
from functools import cache
from typing import IO, Any

import typer

from headless.cli.help.translation import USAGE
from headless.cli.shared.output import say
from headless.engine.texts.patterns import pattern_of

_NESTED = "why"
"""The parameter that is an error of its own."""


class WrongUse(typer.BadParameter):
    """An error of use that is shown in a language."""

    def __init__(self, fault: typer.TyperException, lang: str) -> None:
        super().__init__(fault.message, getattr(fault, "ctx", None))
        self.fault, self.lang = fault, lang

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the usage, where to find help, and what is wrong."""
        words = USAGE.templates(self.lang)
        # The usage comes first: it puts the names of arguments into the language.
        if self.ctx is not None:
            say(self.ctx.get_usage())
            say(words["Try '{command} --help' for help."].format(command=self.ctx.command_path))
            say("")
        say(words["Error: {message}"].format(message=in_language(self.fault.format_message(), self.lang)))


def in_language(message: str, lang: str) -> str:
    """Return an error of typer in a language, by the first pattern that it fits. What fits none stays as it is."""
    for pattern, text in _patterns(lang):
        match = pattern.fullmatch(message)
        if match is not None:
            parts = match.groupdict()
            if _NESTED in parts:
                parts[_NESTED] = in_language(parts[_NESTED], lang)
            return text.format(**parts)
    return message


@cache
def _patterns(lang: str) -> list[tuple[re.Pattern[str], str]]:
    """Return what fits each template, whose parameters are any text, and how it reads in a language."""
    return [(pattern_of(key, lambda name: ".+?", re.DOTALL), text) for key, text in USAGE.templates(lang).items()]
