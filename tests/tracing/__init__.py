"""Tests of what stands on OpenTelemetry."""
