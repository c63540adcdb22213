"""A second step for the tests: re-makes the table that most others refer to."""
