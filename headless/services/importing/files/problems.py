"""Why a line of a file is not imported."""


class Unreadable(Exception):
    """A line, or all lines of an order, cannot be imported. reason: short, for counting. detail: a whole sentence."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail
