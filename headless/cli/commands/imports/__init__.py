"""`headless import`."""
