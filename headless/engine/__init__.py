"""The pure domain: facts in, effects settled; the standard library alone, no I/O."""
