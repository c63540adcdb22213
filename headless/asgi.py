"""The application for ASGI servers: `uvicorn headless.asgi:app`, set up by the environment."""

import os

from headless.app import create_app
from headless.config import Settings
from headless.logs import add_to_lines, set_up_logging
from headless.tracing.opening import open_tracing

settings = Settings.from_environment(os.environ)
set_up_logging(settings.log_level, settings.log_format)
tracing = open_tracing(settings.traces, os.environ)
if tracing is not None:
    add_to_lines(tracing.with_ids)
app = create_app(settings, freeze=True, tracing=tracing)
