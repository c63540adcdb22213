"""The tables, one noun per file: columns, SQL and records."""
