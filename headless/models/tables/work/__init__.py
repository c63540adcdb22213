"""Work that goes on in the background: sweeps, schedules, back-tests."""
