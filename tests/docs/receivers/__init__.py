"""Tests of the receivers of webhooks that the pages show."""
