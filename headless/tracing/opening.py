"""From the environment to traces: OpenTelemetry's own variables say where they go, and ours can turn them on or off."""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from headless.errors import Misconfigured
from headless.messages import Message

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

    from headless.tracing.spans import Tracing

DISTRIBUTION = "headless-membership"
SERVICE = "headless"
DESTINATIONS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER")
log = logging.getLogger(__name__)


def is_wanted(setting: bool | None, environment: Mapping[str, str]) -> bool:
    """Return True if traces are asked for: by our setting, or if it is not set by OpenTelemetry's variables."""
    if environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    if setting is not None:
        return setting
    given = [environment.get(name, "").strip() for name in DESTINATIONS]
    return any(given) and given[-1] != "none"


def open_tracing(setting: bool | None, environment: Mapping[str, str]) -> "Tracing | None":
    """Return traces as the environment wants them, or None.

    Raises:
        Misconfigured: our own setting asks for them, and they cannot be had. If OpenTelemetry's variables do, which may be meant
            for all programs of a machine, that is only logged.
    """
    if not is_wanted(setting, environment):
        return None
    try:
        return _opened(environment)
    except (ImportError, ValueError) as fault:
        missing = getattr(fault, "name", None)
        problem = (
            Message("traces cannot be sent: {reason}", reason=str(fault)) if missing is None else _missing(missing)
        )
        if setting:
            raise Misconfigured(problem) from None
        log.warning("%s", problem)
        return None


def _missing(name: str) -> Message:
    return Message(
        "{name} is missing, which sends traces: install {package}, or set HEADLESS_TRACES=off",
        name=name,
        package=_package(),
    )


def _package() -> str:
    return f"{DISTRIBUTION}[telemetry]"


def _opened(environment: Mapping[str, str]) -> "Tracing":
    from opentelemetry import trace
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    from headless.tracing.idle_turns import WithoutIdleTurns
    from headless.tracing.spans import Tracing

    provider = trace.get_tracer_provider()
    if not isinstance(provider, TracerProvider):
        provider = TracerProvider(resource=Resource.create(_resource(environment)))
        provider.add_span_processor(WithoutIdleTurns(BatchSpanProcessor(_exporter(environment))))
        trace.set_tracer_provider(provider)
    return Tracing(provider)


def _resource(environment: Mapping[str, str]) -> dict[str, str]:
    import uuid
    from importlib.metadata import version

    named = environment.get("OTEL_SERVICE_NAME") or "service.name=" in environment.get("OTEL_RESOURCE_ATTRIBUTES", "")
    own = {"service.version": version(DISTRIBUTION), "service.instance.id": str(uuid.uuid4())}
    return own if named else {"service.name": SERVICE, **own}


def _exporter(environment: Mapping[str, str]) -> "SpanExporter":
    """Return what sends spans, as the standard variables choose it. It reads the others of them itself."""
    kind = environment.get("OTEL_TRACES_EXPORTER", "").strip() or "otlp"
    if kind == "console":
        from opentelemetry.sdk.trace.export import ConsoleSpanExporter

        return ConsoleSpanExporter()
    if kind != "otlp":
        raise ValueError(f"OTEL_TRACES_EXPORTER is {kind!r}; give otlp, console or none")
    general = environment.get("OTEL_EXPORTER_OTLP_PROTOCOL")
    protocol = (environment.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") or general or "").strip() or "http/protobuf"
    if protocol != "http/protobuf":
        raise ValueError(f"OTEL_EXPORTER_OTLP_PROTOCOL is {protocol!r}; give http/protobuf")
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter()
