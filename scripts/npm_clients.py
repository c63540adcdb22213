"""Clients from npm and pages in Chromium, run against a server: what `conformance` and `examples` share."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

START_SECONDS, INSTALL_SECONDS = 180, 300
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
BROWSERS = ("chromium", "chromium-browser")


def left_out(what: str, why: str) -> None:
    """Say loudly that something is not run."""
    print(f"\n*** {what} IS LEFT OUT: {why} ***\n", file=sys.stderr, flush=True)


def install_packages(folder: Path, least_node: tuple[int, int] = (20, 0)) -> str | None:
    """Install what a folder's `package.json` names, and return what is missing, if anything is."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return "node and npm are not installed"
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if tuple(map(int, re.findall(r"\d+", version)[:2])) < least_node:
        return f"node is {version}, at least {'.'.join(map(str, least_node))} is needed"
    try:
        done = subprocess.run(INSTALL, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired:
        return f"npm did not answer within {INSTALL_SECONDS} seconds"
    return None if done.returncode == 0 else f"npm install failed: {done.stderr.strip()[:300]}"


def find_chromium() -> str | None:
    """Return where Chromium is, and install Debian's if it is missing and this may be done."""
    for wanted in BROWSERS:
        if (path := shutil.which(wanted)) is not None:
            return path
    return shutil.which(BROWSERS[0]) if install_debian_packages(BROWSERS[0]) else None


def install_debian_packages(*names: str) -> bool:
    """Install Debian's packages, and return True if that was possible."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return False
    install = ("apt-get", "install", "-qq", "--yes", "--no-install-recommends", *names)
    try:
        for command in (("apt-get", "update", "-qq"), install):
            subprocess.run(command, check=True, timeout=INSTALL_SECONDS, stdout=subprocess.DEVNULL)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return False
    return True


def own_environment() -> dict[str, str]:
    """Return the variables of this process without the settings of a server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("HEADLESS_")}


def passes(
    what: str, command: Sequence[str], environment: Mapping[str, str], seconds: float, folder: Path | None = None
) -> bool:
    """Run a command, and return True if it ends well. If it does not end in time, say so."""
    try:
        return subprocess.run(command, cwd=folder, env=environment, timeout=seconds).returncode == 0
    except subprocess.TimeoutExpired:
        print(f"{what} did not end within {seconds} seconds", file=sys.stderr)
        return False


@contextmanager
def serving(environment: Mapping[str, str], command: Sequence[str], log: Path | None = None) -> Iterator[str]:
    """Run a command of ours that serves, on a free port, and yield the address of its API. `log` takes what it prints."""
    port = _free_port()
    printed = log.open("w") if log else None
    serve = [sys.executable, "-m", "headless.cli", *command, "--port", str(port)]
    server = subprocess.Popen(serve, env=environment, stdout=printed)
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", server)
        yield f"http://127.0.0.1:{port}/graphql"
    finally:
        server.terminate()
        server.wait(30)
        if printed:
            printed.close()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _wait(url: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise SystemExit(f"the server did not answer {url} within {START_SECONDS} seconds")
