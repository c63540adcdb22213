"""The fixtures of the main tests, for the tests of every plugin here."""

from tests.conftest import (
    database,
    database_url,
    dialect,
    empty_database_url,
    postgres_server,
    postgres_url,
    sqlite_template,
)

__all__ = [
    "database",
    "database_url",
    "dialect",
    "empty_database_url",
    "postgres_server",
    "postgres_url",
    "sqlite_template",
]
