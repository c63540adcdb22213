"""Where the large public data sets are, if this machine has them. They are not part of the repository."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
ONLINE_RETAIL = Path("online_retail") / "online_retail_2010_2011.csv.gz"


def find_online_retail() -> Path | None:
    """The Online Retail file named by HEADLESS_ONLINE_RETAIL, inside HEADLESS_TEST_DATA, or in a data folder nearby."""
    if named := os.environ.get("HEADLESS_ONLINE_RETAIL"):
        return Path(named)
    if folder := os.environ.get("HEADLESS_TEST_DATA"):
        return Path(folder) / ONLINE_RETAIL
    return next(REPOSITORY.parent.glob(f"*/data/{ONLINE_RETAIL}"), None)


def online_retail_or_skip() -> Path:
    """The Online Retail file; skips the calling test where it is absent."""
    path = find_online_retail()
    if path is None or not path.is_file():
        pytest.skip(f"Online Retail is not on this machine ({path}): set HEADLESS_ONLINE_RETAIL to its csv.gz")
    return path
