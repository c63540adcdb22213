"""The dashboard shows the series that are served, all of them, by the labels that they have."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from headless.services.worker.database_metrics import DatabaseMetrics
from headless.services.worker.metrics import WorkerMetrics, new_registry
from headless.web.metrics import Metrics

ROOT = Path(__file__).parents[2]
DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "headless.json").read_text())
SERIES = re.compile(r"\bheadless_\w+")
LABELS = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"")
GROUPED = re.compile(r"by \(([^)]*)\)")
GIVEN_BY_PROMETHEUS = {"job", "le"}
WIDTH = 24


def labels_of(registry: CollectorRegistry) -> dict[str, set[str]]:
    """Return the labels of every series, by the names under which Prometheus keeps it."""
    collectors = registry._names_to_collectors
    return {name: set(collector._labelnames) for name, collector in collectors.items()}  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def served() -> dict[str, set[str]]:
    """The series of a server and of a worker."""
    worker = new_registry()
    WorkerMetrics(worker, DatabaseMetrics(worker))
    return labels_of(Metrics().registry) | labels_of(worker)


def panels() -> list[dict[str, Any]]:
    return [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]


def expressions() -> Iterator[str]:
    for panel in panels():
        yield from (target["expr"] for target in panel["targets"])


@pytest.mark.parametrize("expression", list(expressions()))
def test_an_expression_names_series_and_labels_that_there_are(expression: str, served: dict[str, set[str]]) -> None:
    names = SERIES.findall(expression)
    asked = {
        *LABELS.findall(expression),
        *(name.strip() for group in GROUPED.findall(expression) for name in group.split(",")),
    }

    assert names
    assert set(names) <= set(served)
    assert asked <= GIVEN_BY_PROMETHEUS.union(*(served[name] for name in names))


def test_every_series_is_shown(served: dict[str, set[str]]) -> None:
    shown = {name for expression in expressions() for name in SERIES.findall(expression)}
    families = {re.sub(r"_(bucket|count|sum|total|created)$", "", name) for name in shown}

    assert {re.sub(r"_(bucket|count|sum|total|created)$", "", name) for name in served} == families


def test_legends_name_labels_that_there_are(served: dict[str, set[str]]) -> None:
    for panel in panels():
        for target in panel["targets"]:
            (first, *_) = SERIES.findall(target["expr"])
            assert set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"])) <= served[first], panel["title"]


def test_panels_have_places_and_sources_of_their_own() -> None:
    taken = [
        (x, y)
        for panel in DASHBOARD["panels"]
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    ids = [panel["id"] for panel in DASHBOARD["panels"]]

    assert len(taken) == len(set(taken))
    assert WIDTH > max(x for x, _ in taken)
    assert len(ids) == len(set(ids))
    assert {"${datasource}"} == {target["datasource"]["uid"] for panel in panels() for target in panel["targets"]}
