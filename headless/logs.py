"""Log lines: each with its time, level, request id and merchant, as JSON for machines or in colours at a terminal.

Our loggers and those of libraries hand their records to the standard library; one formatter, structlog's, writes all of them.
"""

import logging
import sys
from typing import TextIO

from headless.imports import hidden

# It draws tracebacks with rich if it can. We show plain ones, and rich takes 40 ms and 6 MB at each start.
with hidden("rich"):
    import structlog
    from structlog.contextvars import (
        bind_contextvars,
        bound_contextvars,
        get_contextvars,
        merge_contextvars,
        unbind_contextvars,
    )
    from structlog.dev import ConsoleRenderer, plain_traceback
    from structlog.processors import EventRenamer, JSONRenderer, TimeStamper, format_exc_info
    from structlog.stdlib import (
        BoundLogger,
        ExtraAdder,
        ProcessorFormatter,
        add_log_level,
        add_logger_name,
        filter_by_level,
        render_to_log_kwargs,
    )
    from structlog.typing import EventDict, Processor

__all__ = [
    "add_to_lines",
    "bind_contextvars",
    "bound_contextvars",
    "default_format",
    "formatter",
    "get_contextvars",
    "get_logger",
    "set_up_logging",
    "unbind_contextvars",
]

SERVER_LOGGERS = ("uvicorn", "uvicorn.error", "uvicorn.access")
CLIENT_LOGGERS = ("httpx", "httpcore")
"""They log the URLs that are called, whose queries may hold secrets."""
MESSAGE = "message"


def get_logger(name: str) -> BoundLogger:
    """Return a logger that takes a message and named values: `log.warning("the rule failed", rule="birthday")`."""
    processors = [filter_by_level, render_to_log_kwargs]
    logger: BoundLogger = structlog.wrap_logger(logging.getLogger(name), processors, wrapper_class=BoundLogger).bind()
    return logger


def set_up_logging(level: str, line_format: str | None = None) -> None:
    """Write log lines to standard error. `line_format` None: console at a terminal, else json.

    If a program that embeds us has set logging up already, its handlers stay.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(line_format or default_format(sys.stderr)))
    logging.basicConfig(level=level.upper(), handlers=[handler])
    _take_over_server_loggers()
    for name in CLIENT_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)


def add_to_lines(processor: "Processor") -> None:
    """Let a processor add to each line that we write from now on."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, ProcessorFormatter):
            handler.formatter.foreign_pre_chain = [*(handler.formatter.foreign_pre_chain or ()), processor]


def default_format(stream: TextIO) -> str:
    """Return console for a terminal, else json."""
    return "console" if stream.isatty() else "json"


def formatter(line_format: str) -> logging.Formatter:
    """Return the formatter of all records."""
    before: list[Processor] = [
        TimeStamper(fmt="iso", key="time"),
        add_log_level,
        add_logger_name,
        ExtraAdder(),
        _without_colours,
        merge_contextvars,
        EventRenamer(MESSAGE),
    ]
    after = [ProcessorFormatter.remove_processors_meta, *_renderers(line_format)]
    return ProcessorFormatter(processors=after, foreign_pre_chain=before)


def _without_colours(logger: object, method: str, line: EventDict) -> EventDict:
    """Drop the second wording of a message that uvicorn adds for terminals."""
    line.pop("color_message", None)
    return line


def _renderers(line_format: str) -> list[Processor]:
    if line_format == "json":
        return [format_exc_info, JSONRenderer(ensure_ascii=False)]
    # The library's own tracebacks show local variables, which may hold secrets.
    return [ConsoleRenderer(event_key=MESSAGE, timestamp_key="time", exception_formatter=plain_traceback)]


def _take_over_server_loggers() -> None:
    """Send uvicorn's lines the way of all others. Its access log has query strings: ours takes its place."""
    for name in SERVER_LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"
        logger.addFilter(without_query)


def without_query(record: logging.LogRecord) -> bool:
    """Cut the query string from a server's line about a WebSocket, because it may hold what is personal or secret."""
    if isinstance(record.args, tuple) and "WebSocket" in str(record.msg):
        record.args = tuple(part.partition("?")[0] if isinstance(part, str) else part for part in record.args)
    return True
