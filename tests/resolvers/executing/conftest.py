"""The shop of the executor's tests is a served one, with a client that speaks HTTP."""

from tests.web.conftest import shop

__all__ = ["shop"]
