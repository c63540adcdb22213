"""Clients of other houses against a server of ours: `make conformance`.

Each file of `clients/` that is named here is run with HEADLESS_URL and HEADLESS_TOKEN, and fails if it exits with anything but
0. Their libraries come from npm, in the exact versions of `package.json`, and Python's from the extra `dev`. If Node or npm does
not answer, all are left out, and if there is no Chromium, the pages are; a loud line says so.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from shop import furnish

HERE = Path(__file__).parent
START_SECONDS, INSTALL_SECONDS, CLIENT_SECONDS = 60, 300, 120
INSTALL = (
    "npm",
    "install",
    "--no-package-lock",
    "--legacy-peer-deps",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=5000",
)
LEAST_NODE = 20
CLIENTS = ("graphql_http.mjs", "codegen.mjs", "relay.mjs", "node.mjs", "python_gql.py")
IN_CHROMIUM = ("chromium.mjs", "pages.mjs")
BROWSERS = ("chromium", "chromium-browser")
APT = (("apt-get", "update", "-qq"), ("apt-get", "install", "-qq", "--yes", "--no-install-recommends", "chromium"))
ORIGINS = "http://localhost:*"


def main() -> int:
    """Run all clients, and return the exit code."""
    missing = _install()
    if missing:
        _left_out("CONFORMANCE", missing)
        return 0
    chromium = _chromium()
    if chromium is None:
        _left_out("CONFORMANCE IN A BROWSER", "chromium is not installed, and apt does not install it")
    with TemporaryDirectory(prefix="headless-conformance-") as folder:
        environment = _environment(Path(folder))
        _headless(environment, "merchant", "create", "shop", "--currency", "GBP", "--time-zone", "Europe/London")
        token = _headless(environment, "token", "create", "--merchant", "shop", "--scope", "admin").strip()
        with _serving(environment) as url:
            furnish(url, token)
            given = {"HEADLESS_URL": url, "HEADLESS_TOKEN": token, "HEADLESS_PYTHON": sys.executable}
            given |= {**environment, "HEADLESS_CHROMIUM": chromium or ""}
            failed = [name for name in (*CLIENTS, *(IN_CHROMIUM if chromium else ())) if not _passes(name, given)]
    if failed:
        print(f"conformance: {', '.join(failed)} failed", file=sys.stderr)
    return 1 if failed else 0


def _left_out(what: str, why: str) -> None:
    print(f"\n*** {what} IS LEFT OUT: {why} ***\n", file=sys.stderr, flush=True)


def _install() -> str | None:
    """Install the clients' libraries, and return what is missing, if anything is."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return "node and npm are not installed"
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.removeprefix("v").partition(".")[0]) < LEAST_NODE:
        return f"node is {version}, at least {LEAST_NODE} is needed"
    try:
        done = subprocess.run(INSTALL, cwd=HERE, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired:
        return f"npm did not answer within {INSTALL_SECONDS} seconds"
    return None if done.returncode == 0 else f"npm install failed: {done.stderr.strip()[:300]}"


def _chromium() -> str | None:
    """Return where Chromium is, and install Debian's if it is missing and this may be done."""
    for wanted in BROWSERS:
        if (path := shutil.which(wanted)) is not None:
            return path
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return None
    try:
        for command in APT:
            subprocess.run(command, check=True, timeout=INSTALL_SECONDS, stdout=subprocess.DEVNULL)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    return shutil.which(BROWSERS[0])


def _environment(folder: Path) -> Mapping[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("HEADLESS_")}
    return {
        **own,
        "HEADLESS_DATABASE_URL": f"sqlite:///{folder}/conformance.db",
        "HEADLESS_SECRET_KEY": secrets.token_hex(32),
        "HEADLESS_GRAPHIQL": "on",
        "HEADLESS_LOG_LEVEL": "warning",
        "HEADLESS_CORS_ORIGINS": ORIGINS,
    }


def _headless(environment: Mapping[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "headless.cli", *arguments]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


@contextmanager
def _serving(environment: Mapping[str, str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "headless.cli", "serve", "--port", str(port)], env=environment)
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", server)
        yield f"http://127.0.0.1:{port}/graphql"
    finally:
        server.terminate()
        server.wait(30)


def _wait(url: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise SystemExit(f"the server did not answer {url} within {START_SECONDS} seconds")


def _passes(name: str, environment: Mapping[str, str]) -> bool:
    command = [sys.executable if name.endswith(".py") else "node", str(HERE / "clients" / name)]
    try:
        return subprocess.run(command, env=environment, timeout=CLIENT_SECONDS).returncode == 0
    except subprocess.TimeoutExpired:
        print(f"conformance: {name} did not end within {CLIENT_SECONDS} seconds", file=sys.stderr)
        return False


if __name__ == "__main__":
    sys.exit(main())
