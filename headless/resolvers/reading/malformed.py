"""Values that could not be read, in one input among many."""

from headless.messages import Message


class Malformed(Message):
    """The placeholder of a value that could not be read. Its text says why."""

    __slots__ = ()
