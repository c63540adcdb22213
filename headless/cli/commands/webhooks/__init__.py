"""`headless webhooks`."""
