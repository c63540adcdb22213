"""Documents that front ends name by id."""
