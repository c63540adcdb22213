"""What goes between members while an event settles."""
