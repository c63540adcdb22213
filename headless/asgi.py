"""The application for ASGI servers: `uvicorn headless.asgi:app`, set up by the environment."""

import os

from headless.app import create_app
from headless.config import Settings
from headless.logs import set_up_logging

settings = Settings.from_environment(os.environ)
set_up_logging(settings.log_level, settings.log_format)
app = create_app(settings, freeze=True)
