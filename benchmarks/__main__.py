"""`python -m benchmarks [NAME …]`: run all benchmarks, or those named."""

import importlib
import sys

NAMES = (
    "settle",
    "intake",
    "page",
    "plugins",
    "backtest",
    "sweeps",
    "growth",
    "imports",
    "start",
    "routing",
    "live",
    "hostile",
    "traces",
    "quotes",
)


def main(arguments: list[str]) -> int:
    """Run them one after another."""
    unknown = sorted(set(arguments) - set(NAMES))
    if unknown:
        print(f"there is no benchmark {', '.join(unknown)}; there are: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    for name in arguments or NAMES:
        print(f"── {name}")
        importlib.import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
