"""`headless schema`."""

from typing import Annotated

import typer

PluginsOption = Annotated[bool, typer.Option("--plugins", help="Include the fields that installed plugins add.")]


def schema(plugins: PluginsOption = False) -> None:
    """Print the GraphQL schema (SDL).

    Each field says which scope it needs. With --plugins, the schema is the one that is served with the installed plugins.

    \b
    headless schema > schema.graphql
    """
    from headless.cli.shared.output import put
    from headless.cli.shared.running import settings
    from headless.plugins.loading.registry import Registry
    from headless.schema.serving.sdl import print_sdl

    registry = Registry.load(settings().plugins) if plugins else None
    put(print_sdl(registry).rstrip("\n"))
