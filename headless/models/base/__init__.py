"""What every table and every session shares."""
