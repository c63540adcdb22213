"""Values that could not be read, in one input among many."""


class Malformed(str):
    """The placeholder of a value that could not be read. Its text says why."""

    __slots__ = ()
