"""Clients of other houses against a server of ours: `make conformance`.

Each file of `clients/` that is named here is run with HEADLESS_URL and HEADLESS_TOKEN, and fails if it exits with anything but
0. Their libraries come from npm, in the exact versions of `package.json`, and Python's from the extra `dev`. If Node or npm does
not answer, all are left out, and if there is no Chromium, the pages are; a loud line says so.
"""

import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.generated import run as generated_run
from conformance.shop import furnish
from scripts.npm_clients import find_chromium, install_packages, left_out, own_environment, passes, serving

HERE = Path(__file__).parent
CLIENT_SECONDS = 120
CLIENTS = ("graphql_http.mjs", "codegen.mjs", "relay.mjs", "node.mjs", "python_gql.py")
IN_CHROMIUM = ("chromium.mjs", "pages.mjs")
ORIGINS = "http://localhost:*"


def main() -> int:
    """Run all clients, and return the exit code."""
    generated = generated_run.main()
    missing = install_packages(HERE)
    if missing:
        left_out("THE CLIENTS OF CONFORMANCE", missing)
        return generated
    chromium = find_chromium()
    if chromium is None:
        left_out("CONFORMANCE IN A BROWSER", "chromium is not installed, and apt does not install it")
    with TemporaryDirectory(prefix="headless-conformance-") as folder:
        environment = _environment(Path(folder))
        _headless(environment, "merchant", "create", "shop", "--currency", "GBP", "--time-zone", "Europe/London")
        token = _headless(environment, "token", "create", "--merchant", "shop", "--scope", "admin").strip()
        with serving(environment, ["serve"]) as url:
            furnish(url, token)
            given = {"HEADLESS_URL": url, "HEADLESS_TOKEN": token, "HEADLESS_PYTHON": sys.executable}
            given |= {**environment, "HEADLESS_CHROMIUM": chromium or ""}
            failed = [name for name in (*CLIENTS, *(IN_CHROMIUM if chromium else ())) if not _passes(name, given)]
    if failed:
        print(f"conformance: {', '.join(failed)} failed", file=sys.stderr)
    return 1 if failed else generated


def _environment(folder: Path) -> Mapping[str, str]:
    return {
        **own_environment(),
        "HEADLESS_DATABASE_URL": f"sqlite:///{folder}/conformance.db",
        "HEADLESS_SECRET_KEY": secrets.token_hex(32),
        "HEADLESS_GRAPHIQL": "on",
        "HEADLESS_LOG_LEVEL": "warning",
        "HEADLESS_CORS_ORIGINS": ORIGINS,
    }


def _headless(environment: Mapping[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "headless.cli", *arguments]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


def _passes(name: str, environment: Mapping[str, str]) -> bool:
    command = [sys.executable if name.endswith(".py") else "node", str(HERE / "clients" / name)]
    return passes(f"conformance: {name}", command, environment, CLIENT_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
