"""The files of a new plugin: a package with one rule, and a test that passes at once."""

import sys
from collections.abc import Mapping
from importlib import resources
from keyword import iskeyword
from pathlib import Path
from string import Template

from headless.errors import Invalid
from headless.messages import Message
from headless.plugins.loading.checks import NAME
from headless.plugins.loading.registry import BUILTIN

FILES: Mapping[str, str] = {
    "pyproject.toml": "pyproject.toml.txt",
    "README.md": "readme.md.txt",
    "$name.py": "plugin.py.txt",
    "tests/test_$name.py": "test_plugin.py.txt",
}


def write_plugin(name: str, into: Path) -> list[Path]:
    """Write a plugin's files into a new folder of its name, and return them. Raise Invalid for a wrong name or folder."""
    if NAME.fullmatch(name) and (iskeyword(name) or name in sys.stdlib_module_names):
        message = Message(
            "{name!r} cannot be a plugin's name: it means something else in Python; give another, such as my_{name}",
            name=name,
        )
        raise Invalid(message, code="INVALID_NAME")
    if not NAME.fullmatch(name) or name in (BUILTIN, "headless", "tests", "test"):
        message = Message(
            "{name!r} cannot be a plugin's name: give small letters, digits and underscores, such as birthday_month",
            name=name,
        )
        raise Invalid(message, code="INVALID_NAME")
    folder = into / name
    if folder.exists():
        raise Invalid(
            Message("{folder} is there already: give another name, or --into another folder", folder=folder),
            code="FOLDER_EXISTS",
        )
    words = {
        "name": name,
        "dashed": name.replace("_", "-"),
        "title": name.replace("_", " ").capitalize(),
        "class_name": _class(name),
    }
    templates = resources.files(__name__)
    written = []
    for target, source in FILES.items():
        path = folder / Template(target).substitute(words)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(templates.joinpath(source).read_text("utf-8")).substitute(words), "utf-8")
        written.append(path)
    return written


def _class(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
