"""What belongs to members' lives: accounts in other systems, and what erasing and exporting touch."""
