"""Cards issued, sold, topped up, bound to members, blocked and replaced by hand."""
