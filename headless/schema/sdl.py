"""The schema as text, for clients' tools and for the copy that is kept with the code."""

from headless.schema.root import make_schema


def print_sdl() -> str:
    """The schema definition language of everything served, scopes included."""
    return make_schema().as_str() + "\n"
