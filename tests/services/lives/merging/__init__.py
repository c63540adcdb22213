"""Two members become one."""
