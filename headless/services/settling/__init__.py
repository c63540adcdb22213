"""Loading what the engine needs, running it, and writing what it did."""
