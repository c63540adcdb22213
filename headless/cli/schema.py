"""`headless schema`."""


def schema() -> None:
    """Print the GraphQL schema (SDL).

    Each field says which scope it needs.

    \b
    headless schema > schema.graphql
    """
    from headless.cli.output import put
    from headless.schema.sdl import print_sdl

    put(print_sdl().rstrip("\n"))
