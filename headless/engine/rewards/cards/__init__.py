"""What cards hold, and what becomes a member's by binding one."""
