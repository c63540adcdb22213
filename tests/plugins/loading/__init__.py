"""Tests of `headless.plugins.loading`."""
