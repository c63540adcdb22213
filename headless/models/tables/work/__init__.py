"""Work that goes on in the background: queues, sweeps, schedules, back-tests."""
