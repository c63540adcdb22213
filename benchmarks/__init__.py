"""Benchmarks: each prints ratios of things measured side by side in one run, never a verdict."""
