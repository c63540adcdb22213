"""A shop with hostile plugins and the built-in points rule, on each database."""

from tests.services.plugin_admin.conftest import clock, install

__all__ = ["clock", "install"]
