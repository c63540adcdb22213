"""What hostile requests cost, and how much memory distinct documents take."""

from benchmarks.hostile import costs, growth

PARTS = (costs, growth)


def main() -> None:
    """Run both."""
    for part in PARTS:
        part.main()
