"""`headless schema`."""

from typing import Annotated

import typer

PluginsOption = Annotated[
    bool,
    typer.Option("--plugins/--no-plugins", help="Include the fields that installed plugins add, as the server does."),
]


def schema(plugins: PluginsOption = True) -> None:
    """Print the GraphQL schema (SDL).

    Each field says which scope it needs. The schema is the one that is served with the installed plugins. With --no-plugins it
    has the core's own fields alone.

    \b
    headless schema > schema.graphql
    headless schema --no-plugins
    """
    from headless.cli.shared.output import put
    from headless.cli.shared.running import settings
    from headless.plugins.loading.registry import Registry
    from headless.schema.serving.sdl import print_sdl

    registry = Registry.load(settings().plugins) if plugins else None
    put(print_sdl(registry).rstrip("\n"))
