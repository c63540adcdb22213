"""Tests of one member in memory."""
