"""Tests of `headless.plugins.testing`."""
