"""Running rules: needs, views, guards, and the four stages from proposals to amounts."""
