"""Clients of other houses against a server of ours: `make conformance`.

Each file in `clients/` is run by Node with HEADLESS_URL and HEADLESS_TOKEN, and fails if it exits with anything but 0. Their
libraries come from npm, in the exact versions of `package.json`. If Node or npm does not answer, all are left out, and a loud
line says so.
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

HERE = Path(__file__).parent
START_SECONDS, INSTALL_SECONDS, CLIENT_SECONDS = 60, 300, 300
INSTALL = (
    "npm",
    "install",
    "--no-package-lock",
    "--legacy-peer-deps",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--silent",
)
LEAST_NODE = 20


def main() -> int:
    """Run all clients, and return the exit code."""
    missing = _install()
    if missing:
        print(f"\n*** CONFORMANCE IS LEFT OUT: {missing} ***\n", file=sys.stderr, flush=True)
        return 0
    with TemporaryDirectory(prefix="headless-conformance-") as folder:
        environment = _environment(Path(folder))
        _headless(environment, "merchant", "create", "shop", "--currency", "GBP", "--time-zone", "Europe/London")
        token = _headless(environment, "token", "create", "--merchant", "shop", "--scope", "admin").strip()
        with _serving(environment) as url:
            failed = [client.stem for client in sorted(HERE.glob("clients/*.mjs")) if not _passes(client, url, token)]
    if failed:
        print(f"conformance: {', '.join(failed)} failed", file=sys.stderr)
    return 1 if failed else 0


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
    return None if done.returncode == 0 else f"npm install failed: {done.stderr.strip()[-300:]}"


def _environment(folder: Path) -> Mapping[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("HEADLESS_")}
    return {
        **own,
        "HEADLESS_DATABASE_URL": f"sqlite:///{folder}/conformance.db",
        "HEADLESS_SECRET_KEY": secrets.token_hex(32),
        "HEADLESS_GRAPHIQL": "on",
        "HEADLESS_LOG_LEVEL": "warning",
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


def _passes(client: Path, url: str, token: str) -> bool:
    environment = {**os.environ, "HEADLESS_URL": url, "HEADLESS_TOKEN": token}
    return subprocess.run(["node", str(client)], env=environment, timeout=CLIENT_SECONDS).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
