"""The examples, tried: `make examples`.

The storefront is installed, its types are generated from `schema.graphql`, it is checked and built, and its tests run it in
Chromium against a demo in a temporary database. The mini-program and the modules of the mobile app are tried in Node, each
against a demo of its own. If Node or npm does not answer, all are left out, and without Chromium the storefront; a loud line
says so. `--draw` draws the pictures of the documentation.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.npm_clients import (
    find_chromium,
    install_debian_packages,
    install_packages,
    left_out,
    own_environment,
    passes,
    serving,
)

STOREFRONT = Path(__file__).parent / "storefront"
MOBILE_APP = Path(__file__).parent / "mobile_app"
MINI_PROGRAM = Path(__file__).parent / "mini_program"
PICTURES = Path(__file__).parents[1] / "docs" / "images"
NODE = (20, 19)
CHINESE_FONT = "fonts-noto-cjk"
TOKEN = r"^  {name} +(hm_\S+)$"
STEPS_SECONDS = 300


def main() -> int:
    """Run the examples, and return the exit code."""
    return max(_mini_program(), _mobile_app(), _storefront())


def _mini_program() -> int:
    missing = install_packages(MINI_PROGRAM, NODE)
    if missing:
        left_out("THE MINI-PROGRAM", missing)
        return 0
    return 0 if _passes(MINI_PROGRAM, {"HEADLESS_PYTHON": sys.executable}) else 1


def _mobile_app() -> int:
    missing = install_packages(MOBILE_APP, NODE)
    if missing:
        left_out("THE MOBILE APP", missing)
        return 0
    return 0 if _runs(MOBILE_APP, "build", os.environ) and _passes(MOBILE_APP, {}) else 1


def _storefront() -> int:
    missing = install_packages(STOREFRONT, NODE)
    if missing:
        left_out("THE STOREFRONT", missing)
        return 0
    if not _runs(STOREFRONT, "build", os.environ):
        return 1
    chromium = find_chromium()
    if chromium is None:
        left_out("THE STOREFRONT IN A BROWSER", "chromium is not installed, and apt does not install it")
        return 0
    return 0 if _passes(STOREFRONT, {"HEADLESS_CHROMIUM": chromium, **_drawing()}) else 1


def _passes(example: Path, more: Mapping[str, str]) -> bool:
    """Run the tests of an example against a demo of its own."""
    own = own_environment()
    with TemporaryDirectory(prefix="headless-examples-") as folder:
        environment = {
            **own,
            "HEADLESS_DATABASE_URL": f"sqlite:///{folder}/demo.db",
            "HEADLESS_LOG_LEVEL": "warning",
            # one member does in a minute here what members do in a day
            "HEADLESS_MEMBER_RATE": "100",
            "HEADLESS_OIDC_LOCAL": "on",
            "PYTHONUNBUFFERED": "1",
        }
        printed = Path(folder) / "printed"
        with serving(environment, ["demo"], printed) as url:
            tokens = printed.read_text(encoding="utf-8")
            given = {
                "HEADLESS_URL": url,
                "HEADLESS_TOKEN": _token(tokens, "sign-in server"),
                "HEADLESS_ADMIN": _token(tokens, "admin"),
            }
            return _runs(example, "test", {**own, **given, **more})


def _token(printed: str, name: str) -> str:
    told = re.search(TOKEN.format(name=name), printed, re.MULTILINE)
    if told is None:
        raise SystemExit(f"the demo printed no token named {name}")
    return told[1]


def _drawing() -> Mapping[str, str]:
    if "--draw" not in sys.argv:
        return {}
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True).stdout
    if not fonts and not install_debian_packages(CHINESE_FONT):
        raise SystemExit("the pictures need a Chinese font")
    return {"PICTURES": str(PICTURES)}


def _runs(example: Path, script: str, environment: Mapping[str, str]) -> bool:
    what = f"examples: npm run {script} of {example.name}"
    has_passed = passes(what, ["npm", "run", "--silent", script], environment, STEPS_SECONDS, example)
    if not has_passed:
        print(f"{what} failed", file=sys.stderr)
    return has_passed


if __name__ == "__main__":
    sys.exit(main())
