"""Commands and groups of commands whose help is in the language of the terminal."""

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from headless.cli.shared.language import terminal_language
from headless.engine.texts.languages import is_english


class Context(typer.Context):
    """A context that lays help out in the language of the terminal."""

    def make_formatter(self) -> Any:
        """Return what lays help out, with the command's help in the language. In English it is typer's."""
        formatter, lang = super().make_formatter(), terminal_language()
        if is_english(lang):
            return formatter
        from headless.cli.help.formatter import Formatter
        from headless.cli.help.translation import translate

        translate(self.command, self, lang)
        return Formatter(lang, formatter.width)


class Command(TyperCommand):
    """A command."""

    context_class = Context


class Group(TyperGroup):
    """A group of commands."""

    context_class = Context
