"""The application for ASGI servers: `uvicorn headless.asgi:app`, set up by the environment."""

import os

from headless.app import create_app
from headless.config import Settings

app = create_app(Settings.from_environment(os.environ), freeze=True)
