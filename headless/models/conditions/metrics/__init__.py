"""The SQL twins of metrics: one file a family, named as the engine's. All sums share the one in `sums`."""
