"""Jobs, rankings and sandbox clocks."""
