"""Migrations, in order: each is our own SQL, one file per dialect in `sql/`."""
