"""Conformance checks: a plugin is described, deterministic, without I/O, in time, and legal.

The plugin runs twice in processes of its own, with other hash seeds and mappings in another order. The results must be equal.
"""
