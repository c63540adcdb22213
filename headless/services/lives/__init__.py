"""Members' lives: erasing a member, and giving out all that is known of one."""
