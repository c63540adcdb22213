"""Tests of members' lives."""
