"""The tables: their classes, their SQL, and the sessions through which they are read and written."""
