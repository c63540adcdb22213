"""A second step for the tests: fails halfway."""
