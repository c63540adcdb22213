"""What quotes of orders cost."""

from benchmarks.quotes.costs import main

__all__ = ["main"]
