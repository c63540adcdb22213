"""Tests of `headless.plugins.contract`."""
