"""Traces by OpenTelemetry. They are off unless they are asked for, and then nothing of this is imported."""
