"""Tests of `headless.plugins.conformance`."""
