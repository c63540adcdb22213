"""`python -m benchmarks.quotes`, with `--only sqlite` or `--only postgres` for one database."""

import argparse

from benchmarks.quotes import main

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--only", choices=("sqlite", "postgres"), help="one database alone")
main(parser.parse_args().only)
