"""The kit that plugins are tested with: the server in one process, in memory, under a clock that the test moves.

Plugins import it as `headless.plugins.testing`.
"""
