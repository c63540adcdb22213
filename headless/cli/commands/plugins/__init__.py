"""`headless plugins`."""
