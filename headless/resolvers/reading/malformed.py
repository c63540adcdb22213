"""What could not be read of one input among many."""


class Malformed(str):
    """Stands for a value that could not be read, and says why."""

    __slots__ = ()
