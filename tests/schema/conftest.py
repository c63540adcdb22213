"""The schema as it is served."""

import pytest
from graphql import GraphQLSchema

from headless.schema.serving.root import make_schema


@pytest.fixture(scope="session")
def served() -> GraphQLSchema:
    """Built once: no test changes it."""
    return make_schema()._schema
