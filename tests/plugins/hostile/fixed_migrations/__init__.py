"""The same migrations, corrected."""
