"""The schema as text, for clients' tools and for the copy that is kept with the code."""

from headless.plugins.loading.registry import Registry
from headless.schema.serving.root import make_schema


def print_sdl(registry: Registry | None = None) -> str:
    """Return the schema definition language of everything served, scopes included. A registry adds its plugins' fields."""
    return make_schema(registry).as_str() + "\n"
