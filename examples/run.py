"""The examples, tried: `make examples`.

The storefront is installed, its types are generated from `schema.graphql`, it is checked and built, and its tests run it in
Chromium against a demo in a temporary database. If Node or npm does not answer, or if there is no Chromium, it is left out; a
loud line says so. `--draw` draws the pictures of the documentation.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.npm_clients import find_chromium, install_debian_packages, install_packages, left_out, serving

STOREFRONT = Path(__file__).parent / "storefront"
PICTURES = Path(__file__).parents[1] / "docs" / "images"
NODE = (20, 19)
CHINESE_FONT = "fonts-noto-cjk"
TOKEN = r"^  {name} +(hm_\S+)$"
STEPS_SECONDS = 300


def main() -> int:
    """Run the examples, and return the exit code."""
    missing = install_packages(STOREFRONT, NODE)
    if missing:
        left_out("THE STOREFRONT", missing)
        return 0
    if not _runs("build", os.environ):
        return 1
    chromium = find_chromium()
    if chromium is None:
        left_out("THE STOREFRONT IN A BROWSER", "chromium is not installed, and apt does not install it")
        return 0
    with TemporaryDirectory(prefix="headless-examples-") as folder:
        return _try_out(Path(folder), chromium)


def _try_out(folder: Path, chromium: str) -> int:
    own = {name: value for name, value in os.environ.items() if not name.startswith("HEADLESS_")}
    environment = {
        **own,
        "HEADLESS_DATABASE_URL": f"sqlite:///{folder}/demo.db",
        "HEADLESS_LOG_LEVEL": "warning",
        "PYTHONUNBUFFERED": "1",
    }
    printed = folder / "printed"
    with serving(environment, ["demo"], printed) as url:
        tokens = printed.read_text(encoding="utf-8")
        given = {
            "HEADLESS_URL": url,
            "HEADLESS_TOKEN": _token(tokens, "sign-in server"),
            "HEADLESS_ADMIN": _token(tokens, "admin"),
            "HEADLESS_CHROMIUM": chromium,
        }
        return 0 if _runs("test", {**own, **given, **_drawing()}) else 1


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


def _runs(script: str, environment: Mapping[str, str]) -> bool:
    try:
        done = subprocess.run(
            ["npm", "run", "--silent", script], cwd=STOREFRONT, env=environment, timeout=STEPS_SECONDS
        )
    except subprocess.TimeoutExpired:
        print(f"examples: npm run {script} did not end within {STEPS_SECONDS} seconds", file=sys.stderr)
        return False
    if done.returncode:
        print(f"examples: npm run {script} failed", file=sys.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
