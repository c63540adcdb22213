"""A shop with hostile plugins beside the built-in points rule, on each database."""

from tests.lifecycle.conftest import clock, install

__all__ = ["clock", "install"]
