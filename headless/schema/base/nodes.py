"""Nodes: what has an id of its own."""

import strawberry

from headless.schema.base.fields import interface_type, value


@interface_type
class Node:
    """Anything that can be found by its id."""

    id: strawberry.ID = value("Opaque and stable; sorts by age.", public=True)
