"""The pure domain: facts in, effects settled. The standard library alone, no I/O."""
