"""PostGraphile 5 from npm over the same tables, with the Node that npm brings. Without npm it is left out.

It is installed once, outside this folder, in the user's cache.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import asyncpg

from benchmarks.contenders.pages.loaders import ZONE
from tests.postgres import apart

FILES = Path(__file__).parents[2] / "postgraphile"
SCHEMA = "page_benchmark"
INSTALL_S = 600


class Missing(Exception):
    """PostGraphile is not available here. The text says why."""


@contextmanager
def views(url: str, merchant_id: int) -> Iterator[None]:
    """Create the schema that PostGraphile serves, and drop it at the end."""
    sql = (FILES / "views.sql").read_text()
    today = str(datetime.now(ZONE).date().toordinal())
    for name, value in (("schema", SCHEMA), ("merchant", str(merchant_id)), ("today", today)):
        sql = sql.replace(f":{name}", value)
    drop = f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"
    apart(_run(url, f"{drop}; CREATE SCHEMA {SCHEMA}; {sql}"))
    try:
        yield
    finally:
        apart(_run(url, drop))


async def _run(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def command(url: str, port: int) -> list[str]:
    """Return the command that serves the schema on a port. Raise Missing if it cannot be installed."""
    folder = installed()
    return [str(folder / "node_modules" / ".bin" / "node"), str(folder / "serve.mjs"), url, SCHEMA, str(port)]


def installed() -> Path:
    """Return the folder with PostGraphile in the versions of package.json. Raise Missing if it cannot be installed."""
    texts = {name: (FILES / name).read_bytes() for name in ("package.json", "serve.mjs")}
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "headless-bench"
    folder = cache / f"postgraphile-{hashlib.sha256(texts['package.json']).hexdigest()[:12]}"
    npm = shutil.which("npm")
    done = folder / "installed"
    if not done.exists() and npm is None:
        raise Missing("npm is not there")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_bytes(text)
    if not done.exists() and npm is not None:
        print(f"installing PostGraphile into {folder}", flush=True)
        _install(npm, folder)
        done.touch()
    return folder


def _install(npm: str, folder: Path) -> None:
    try:
        subprocess.run(
            [npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--omit=dev", "--loglevel=error"],
            cwd=folder, check=True, timeout=INSTALL_S, capture_output=True, text=True,
        )  # fmt: skip
        subprocess.run([folder / "node_modules" / ".bin" / "node", "--version"], check=True, capture_output=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise Missing(f"npm could not install it: {getattr(error, 'stderr', None) or error}") from error
