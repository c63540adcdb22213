"""Tests of sweeps and what configuration changes cause."""
