"""The SQL twins of metrics: one file a family, named as the engine's."""
