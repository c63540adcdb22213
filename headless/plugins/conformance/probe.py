"""The process that a plugin is tried in: `python -m headless.plugins.conformance.probe NAME TARGET SETTINGS ORDER`.

It prints what was seen as one line of JSON, the last line of its output. TARGET is a module, or module:attribute.
"""

import json
import sys
from dataclasses import asdict
from importlib import import_module

from headless.plugins.conformance.trial import try_plugin
from headless.plugins.conformance.watch import Watch


def main(name: str, target: str, settings: str, order: str) -> None:
    """Try a plugin once."""
    module, _, attribute = target.partition(":")
    plugin = import_module(module)
    plugin = getattr(plugin, attribute) if attribute else plugin
    watch = Watch()
    watch.install(module.partition(".")[0])
    seen = try_plugin(name, plugin, json.loads(settings), int(order), watch)
    sys.stdout.write(f"\n{json.dumps(asdict(seen))}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
