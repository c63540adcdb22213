"""The tables of the club."""
