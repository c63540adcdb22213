"""Tests of use cases on one member."""
