"""The same migrations, mended."""
