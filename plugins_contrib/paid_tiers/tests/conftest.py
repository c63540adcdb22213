"""Databases of both dialects are those of the product's own tests."""

from tests.conftest import (  # noqa: F401
    database,
    database_url,
    dialect,
    postgres_server,
    postgres_url,
    sqlite_template,
)
