"""Where the large public data sets are, if this machine has them. They are not part of the repository."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
ONLINE_RETAIL = Path("online_retail") / "online_retail_2010_2011.csv.gz"
COMPLETE_JOURNEY = Path("completejourney")


def find(variable: str, path: Path) -> Path | None:
    """What a variable of the environment names, what is inside of HEADLESS_TEST_DATA, or in a data folder nearby."""
    if named := os.environ.get(variable):
        return Path(named)
    if folder := os.environ.get("HEADLESS_TEST_DATA"):
        return Path(folder) / path
    return next(REPOSITORY.parent.glob(f"*/data/{path}"), None)


def find_online_retail() -> Path | None:
    """The Online Retail file, None where it is absent."""
    return find("HEADLESS_ONLINE_RETAIL", ONLINE_RETAIL)


def online_retail_or_skip() -> Path:
    """The Online Retail file; skips the calling test where it is absent."""
    path = find_online_retail()
    if path is None or not path.is_file():
        pytest.skip(f"Online Retail is not on this machine ({path}): set HEADLESS_ONLINE_RETAIL to its csv.gz")
    return path


def complete_journey_or_skip() -> Path:
    """The folder of Complete Journey, one csv.gz for each table; skips the calling test where it is absent."""
    folder = find("HEADLESS_COMPLETE_JOURNEY", COMPLETE_JOURNEY)
    if folder is None or not (folder / "transactions.csv.gz").is_file():
        pytest.skip(f"Complete Journey is not on this machine ({folder}): set HEADLESS_COMPLETE_JOURNEY to its folder")
    return folder
