"""Log lines are JSON for machines and words for people, whichever library they come from."""

import io
import json
import logging
from typing import Any

import pytest
from structlog.contextvars import bound_contextvars

from headless.logs import default_format, formatter, get_logger


class Terminal(io.StringIO):
    """A stream that people look at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def stream(request: pytest.FixtureRequest) -> Any:
    """Where the lines of the format that the test names go."""
    written, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter(request.param))
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


as_json = pytest.mark.parametrize("stream", ["json"], indirect=True)
as_console = pytest.mark.parametrize("stream", ["console"], indirect=True)


def documents(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@as_json
def test_a_line_has_time_level_logger_message_values_and_what_is_bound(stream: io.StringIO) -> None:
    with bound_contextvars(request_id="r-1", merchant="shop"):
        get_logger("headless.test").warning("the rule failed", rule="birthday", incident="abc")

    (line,) = documents(stream)
    assert line.pop("time").endswith("Z")
    assert {
        "level": "warning",
        "logger": "headless.test",
        "message": "the rule failed",
        "rule": "birthday",
        "incident": "abc",
        "request_id": "r-1",
        "merchant": "shop",
    } == line


@as_json
def test_lines_of_libraries_take_the_same_way(stream: io.StringIO) -> None:
    with bound_contextvars(merchant="shop"):
        logging.getLogger("uvicorn.error").warning("process %d ended", 7, extra={"color_message": "\x1b[1m"})

    (line,) = documents(stream)
    assert ("process 7 ended", "shop") == (line["message"], line["merchant"])
    assert "color_message" not in line


@as_json
def test_an_exception_stands_in_its_line(stream: io.StringIO) -> None:
    try:
        raise ValueError("no")
    except ValueError:
        get_logger("headless.test").exception("it failed")

    (line,) = documents(stream)
    assert line["exception"].endswith("ValueError: no")


@as_console
def test_at_a_terminal_no_local_variable_is_shown(stream: io.StringIO) -> None:
    password = "swordfish"
    try:
        raise ValueError(len(password))
    except ValueError:
        get_logger("headless.test").exception("it failed", incident="abc")

    assert "ValueError: 9" in stream.getvalue()
    assert "abc" in stream.getvalue()
    assert "swordfish'" not in stream.getvalue()


@as_json
def test_a_level_that_is_off_writes_nothing(stream: io.StringIO) -> None:
    get_logger("headless.test").debug("detail")

    assert "" == stream.getvalue()


def test_the_format_follows_the_stream() -> None:
    assert ("console", "json") == (default_format(Terminal()), default_format(io.StringIO()))
