"""Tests of `headless.plugins.builtin`."""
