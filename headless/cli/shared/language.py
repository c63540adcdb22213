"""The language of the terminal: HEADLESS_LANG, otherwise what the environment says."""

import os

from headless.engine.texts.languages import preferred

_VARIABLES = ("HEADLESS_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def terminal_language() -> str:
    """Return the language in which the person at the terminal reads: "zh" for zh_CN.UTF-8, "en" for what we do not have."""
    given = next((text for name in _VARIABLES if (text := os.environ.get(name, "").strip())), "")
    return preferred(given.partition(".")[0].replace("_", "-"))
