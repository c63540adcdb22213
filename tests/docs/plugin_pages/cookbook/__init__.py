"""The recipes of the cookbook, each with its story."""
