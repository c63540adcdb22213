"""Conformance: what a plugin author promises, tried: described, deterministic, without I/O, in time, and legal.

The plugin is run in processes of its own, twice, with other hash seeds and mappings in another order; the same must come of it.
"""
