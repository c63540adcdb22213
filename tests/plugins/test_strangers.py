"""The core knows no plugin but its own: no file of it names one of those that are sold separately. The demo shows them."""

import re
from pathlib import Path

HEADLESS = Path(__file__).parents[2] / "headless"
SOLD = ("upgrade_rules", "gamified_tasks", "green_points", "paid_tiers")


def test_no_file_of_the_core_names_a_contrib_plugin() -> None:
    words = re.compile(
        "|".join(f"{name}|{''.join(part.title() for part in name.split('_'))}" for name in SOLD), re.IGNORECASE
    )
    texts = [
        path for path in HEADLESS.rglob("*") if path.suffix in (".py", ".sql", ".html", ".json", ".toml", ".graphql")
    ]

    named = {path.relative_to(HEADLESS) for path in texts if words.search(path.read_text("utf-8"))}
    assert set() == {path for path in named if path.parts[0] != "demo"}
