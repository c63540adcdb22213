"""What every use case stands on: database, plugins, ids, clock, principals and programs."""
