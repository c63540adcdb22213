"""`python -m benchmarks.hostile`."""

from benchmarks.hostile import main

main()
