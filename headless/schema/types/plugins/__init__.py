"""Types of the schema that are made at boot from what plugins declare."""
