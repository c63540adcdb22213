"""From the id that a caller reports to what happened, by the commands of the page on incidents."""

import json
import os
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command
from tests.docs.pages import blocks
from tests.kit.processes import answer, free_port


def lines_with(id_: str, log: Path) -> list[dict[str, Any]]:
    """What the page's command finds in a log."""
    (block,) = [block for block in blocks("sh") if "search" in block.words]
    done = subprocess.run(
        ["sh", "-c", block.text],
        env={**os.environ, "ID": id_, "LOG": str(log)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def failed(url: str, secret: str, query: str) -> tuple[int, Mapping[str, Any], str]:
    """The status, the answer and the request id of a request that fails."""
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    asked = urllib.request.Request(f"{url}/graphql", json.dumps({"query": query}).encode(), headers)
    try:
        with urllib.request.urlopen(asked, timeout=10) as response:
            return response.status, json.load(response), response.headers["X-Request-Id"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error), error.headers["X-Request-Id"]


def test_an_incident_and_a_request_are_found_in_the_log(
    shop: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, port, log = (
        shop("token", "create", "-m", "shop", "--scope", "admin").out.strip(),
        free_port(),
        tmp_path / "log",
    )
    url = f"http://127.0.0.1:{port}"
    with log.open("wb") as written:
        command = [sys.executable, "-m", "headless.cli", "serve", "--port", str(port), "--no-worker"]
        with subprocess.Popen(command, stdout=written, stderr=written, env=dict(os.environ)) as process:
            answer(f"{url}/readyz", process)  # type: ignore[arg-type]
            with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
                connection.execute("ALTER TABLE tag RENAME TO broken")
            status, body, request_id = failed(url, secret, "{ tags { code } }")
            process.terminate()
    (error,) = body["errors"]
    incident = error["extensions"]["incident"]

    (by_incident,) = lines_with(incident, log)
    by_request = lines_with(request_id, log)

    assert (500, request_id) == (status, body["extensions"]["requestId"])
    assert ("error", "internal error", "shop", request_id) == tuple(
        by_incident[name] for name in ("level", "message", "merchant", "request_id")
    )
    assert "no such table: tag" in by_incident["exception"]
    assert [by_incident["message"], "request"] == [line["message"] for line in by_request]
    assert 500 == by_request[-1]["status"]
    assert secret not in log.read_text()
