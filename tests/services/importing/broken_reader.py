"""A reader that ends before it has read anything."""

import sys

if __name__ == "__main__":
    sys.stdin.buffer.read()
    sys.exit(3)
