"""The help of commands, options and arguments in a language, under its English."""

from collections.abc import Iterator, Mapping
from inspect import cleandoc
from typing import Any

from headless.engine.texts.texts import Texts

HELP = Texts("help", "headless.cli.texts")
OPTIONS = Texts("options", "headless.cli.texts")
USAGE = Texts("usage", "headless.cli.texts")
KEPT = "\b"
"""The line after which a paragraph keeps its form."""


def translate(command: Any, context: Any, lang: str) -> None:
    """Put the help of a command and of its parameters into a language, and the short help of what is below it."""
    command.help = help_in(command.help or "", HELP.templates(lang))
    command.options_metavar = USAGE.find(lang, "[OPTIONS]", "[OPTIONS]")
    for parameter in command.get_params(context):
        parameter.help = OPTIONS.find(lang, parameter.help or "", parameter.help or "")
        named = parameter.metavar or (parameter.name if parameter.param_type_name == "argument" else None)
        if named is not None:
            parameter.metavar = USAGE.find(lang, named, named)
    if hasattr(command, "commands"):
        command.subcommand_metavar = USAGE.find(lang, "COMMAND [ARGS]...", "COMMAND [ARGS]...")
        for child in command.commands.values():
            child.short_help = _short(help_in(child.help or "", HELP.templates(lang)))


def help_in(text: str, texts: Mapping[str, str]) -> str:
    """Return a help text by its paragraphs, and by its lines where those keep their form."""
    return "\n\n".join(_joined(lines, texts) for lines in parts_of(text))


def parts_of(text: str) -> Iterator[list[str]]:
    """Yield the paragraphs of a help text: one line each, or a line of \\b and the lines that keep their form."""
    for paragraph in cleandoc(text).split("\n\n"):
        first, *lines = paragraph.split("\n")
        yield [first, *lines] if first.strip() == KEPT else [" ".join(paragraph.split())]


def _joined(lines: list[str], texts: Mapping[str, str]) -> str:
    return "\n".join(line[: len(line) - len(line.lstrip())] + texts.get(line.strip(), line.strip()) for line in lines)


def _short(text: str) -> str:
    """Return the first sentence."""
    first, stop, _ = text.partition("\n")[0].partition("。")
    return first if stop else first.rstrip()
