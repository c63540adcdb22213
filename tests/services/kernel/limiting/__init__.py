"""Tests of what use cases stand on."""
