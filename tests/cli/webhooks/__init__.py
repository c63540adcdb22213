"""Tests of `headless webhooks`."""
