"""Traces are off unless they are asked for, and then go where OpenTelemetry's variables say."""

import subprocess
import sys
from collections.abc import Mapping

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from headless.config import Settings
from headless.errors import Misconfigured
from headless.tracing import opening
from headless.tracing.idle_turns import DONE, TURN, WithoutIdleTurns
from headless.tracing.opening import is_wanted, open_tracing

ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}


@pytest.mark.parametrize(
    ("setting", "environment", "wanted"),
    [
        (None, {}, False),
        (None, {"OTEL_SERVICE_NAME": "shop"}, False),
        (None, {"OTEL_EXPORTER_OTLP_ENDPOINT": " "}, False),
        (None, ENDPOINT, True),
        (None, {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4318/v1/traces"}, True),
        (None, {"OTEL_TRACES_EXPORTER": "console"}, True),
        (None, {**ENDPOINT, "OTEL_TRACES_EXPORTER": "none"}, False),
        (False, ENDPOINT, False),
        (True, {}, True),
        (True, {"OTEL_SDK_DISABLED": "TRUE"}, False),
    ],
)
def test_who_asks_for_traces(setting: bool | None, environment: Mapping[str, str], wanted: bool) -> None:
    assert wanted is is_wanted(setting, environment)


def test_the_setting_is_read_from_the_environment() -> None:
    read = [Settings.from_environment({"HEADLESS_TRACES": text}).traces for text in ("on", "OFF", "")]

    assert [True, False, None] == read


@pytest.mark.parametrize(
    "environment", [{"OTEL_TRACES_EXPORTER": "zipkin"}, {**ENDPOINT, "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}]
)
def test_what_cannot_be_had_is_fatal_if_our_setting_asks_and_logged_if_others_do(
    environment: Mapping[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    assert open_tracing(None, environment) is None
    assert "traces cannot be sent" in caplog.text
    with pytest.raises(Misconfigured, match="give "):
        open_tracing(True, environment)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def missing(_: object) -> None:
        raise ModuleNotFoundError("No module named 'opentelemetry'", name="opentelemetry")

    monkeypatch.setattr(opening, "_opened", missing)

    assert open_tracing(None, ENDPOINT) is None
    assert "headless-membership[telemetry]" in caplog.text
    with pytest.raises(Misconfigured, match="opentelemetry is missing"):
        open_tracing(True, {})


@pytest.fixture
def no_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    """No provider is kept for the tests that follow."""
    monkeypatch.setattr(trace, "set_tracer_provider", lambda provider: None)


@pytest.mark.usefixtures("no_provider")
def test_the_standard_variables_name_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    own = open_tracing(True, {"OTEL_TRACES_EXPORTER": "console"})
    monkeypatch.setenv("OTEL_SERVICE_NAME", "shop")
    theirs = open_tracing(True, {"OTEL_TRACES_EXPORTER": "console", "OTEL_SERVICE_NAME": "shop"})

    assert own is not None
    assert theirs is not None
    names = [tracing.provider.resource.attributes["service.name"] for tracing in (own, theirs)]
    assert ["headless", "shop"] == names
    for tracing in (own, theirs):
        tracing.close()


def test_without_traces_nothing_of_opentelemetry_is_imported() -> None:
    code = """import sys, headless.asgi, headless.cli.shared.couriers, headless.services.worker.worker
assert not [name for name in sys.modules if name.startswith("opentelemetry")]"""

    subprocess.run([sys.executable, "-c", code], check=True, env={"HEADLESS_PLUGINS": " "})


class Kept(SpanExporter):
    """Keeps names."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def export(self, spans: object) -> SpanExportResult:
        assert isinstance(spans, tuple)
        self.names += [span.name for span in spans if isinstance(span, ReadableSpan)]
        return SpanExportResult.SUCCESS


@pytest.mark.parametrize(("done", "shown"), [(0, ["other"]), (3, ["other", "statement", TURN])])
def test_a_workers_turn_is_shown_only_if_it_did_something(done: int, shown: list[str]) -> None:
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor

    kept, provider = Kept(), TracerProvider()
    provider.add_span_processor(WithoutIdleTurns(SimpleSpanProcessor(kept)))
    tracer = provider.get_tracer("test")
    with tracer.start_as_current_span(TURN) as turn:
        tracer.start_span("statement").end()
        trace.set_span_in_context(turn)
        turn.set_attribute(DONE, done)
        other = tracer.start_span("other", context=trace.set_span_in_context(trace.INVALID_SPAN))
        other.end()

    assert shown == kept.names
