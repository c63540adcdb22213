"""Members and what is kept of each: standings, tags, totals, metric values."""
