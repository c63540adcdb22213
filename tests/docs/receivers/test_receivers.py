"""The receivers of the page on webhooks run as they stand: they take what we sign, once, and nothing else."""

import http.client
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from headless.services.webhooks.signatures import new_secret, signed_headers
from tests.docs.pages import blocks
from tests.kit.processes import PATIENCE_SECONDS, free_port

RUNS = {"python": [sys.executable], "js": ["node"]}
SUFFIX = {"python": "receiver.py", "js": "receiver.cjs"}
BODY = '{"type":"order.paid","data":{"name":"王小明"}}'.encode()


@contextmanager
def running(language: str, folder: Path, secret: str) -> Iterator[int]:
    """The page's receiver, on a port of its own."""
    (block,) = [block for block in blocks(language) if "receiver" in block.words]
    file, port = folder / SUFFIX[language], free_port()
    file.write_text(block.text, encoding="utf-8")
    environment = {**os.environ, "WEBHOOK_SECRET": secret, "PORT": str(port)}
    with subprocess.Popen([*RUNS[language], str(file)], stdout=subprocess.PIPE, env=environment, text=True) as process:
        try:
            yield port
        finally:
            process.kill()
            assert process.stdout is not None
            assert 1 == process.stdout.read().count("order.paid")


def answer(port: int, headers: Mapping[str, str], body: bytes = BODY) -> int:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("POST", "/hooks", body, dict(headers))
            return connection.getresponse().status
        except ConnectionRefusedError:
            assert time.monotonic() < until
            time.sleep(0.05)
        finally:
            connection.close()


@pytest.mark.parametrize("language", list(RUNS))
def test_a_receiver_of_the_page_takes_what_is_genuine(tmp_path: Path, language: str) -> None:
    if language == "js" and shutil.which("node") is None:
        pytest.skip("there is no Node here")
    secret, now = new_secret(), time.time_ns() // 1_000
    with running(language, tmp_path, secret) as port:
        genuine = signed_headers([new_secret(), secret], "msg_1", now, BODY)
        assert [204, 204] == [answer(port, genuine) for _ in range(2)]
        refused = [
            answer(port, genuine, BODY + b" "),
            answer(port, {**genuine, "webhook-id": "msg_2"}),
            answer(port, signed_headers([new_secret()], "msg_3", now, BODY)),
            answer(port, signed_headers([secret], "msg_4", now - 3_600_000_000, BODY)),
            answer(port, {"webhook-id": "msg_5"}),
        ]
        assert [401] * 5 == refused
