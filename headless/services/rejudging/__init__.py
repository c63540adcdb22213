"""Re-evaluating members after a configuration change or the passing of time."""
