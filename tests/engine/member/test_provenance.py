"""Where an event of the engine's own comes from can be told by its number."""

import pytest

from headless.engine.member.provenance import cause_of, is_remade

NUMBERS = [
    ("shop", "17/4/k", None, False),
    ("engine", "17/4/k", 17, False),
    ("engine", "17/4/", 17, False),
    ("engine", "17/4/a/b:1", 17, False),
    ("engine", "17:quiz.done:a/b:1", None, True),
    ("engine", "17.4:quiz.done:k:1", None, True),
    ("engine", "asset.expired:5:90", None, True),
    ("engine", "job:paid_tiers.renewals:5:2026-06-01", None, False),
    ("engine", "rank:main:5:90:1", None, False),
    ("mutation", "grant-1", None, False),
]


@pytest.mark.parametrize(("source", "external_id", "cause", "remade"), NUMBERS)
def test_an_event_names_the_one_whose_rule_emitted_it(
    source: str, external_id: str, cause: int | None, remade: bool
) -> None:
    assert (cause, remade) == (cause_of(source, external_id), is_remade(source, external_id))
