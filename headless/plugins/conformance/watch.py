"""A watch over a plugin's code: input, output, the clock and chance while one of its declarations runs."""

import datetime
import random
import secrets
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_EVENTS = (
    "socket.",
    "subprocess.",
    "os.system",
    "open",
    "sqlite3.",
    "http.",
    "urllib.",
    "ftplib.",
    "smtplib.",
    "time.sleep",
    "os.putenv",
)
_HARMLESS = (".py", ".pyc", ".so", ".pyd", "zoneinfo", "tzdata")
_MODULES: Mapping[ModuleType, frozenset[str]] = {
    time: frozenset(
        {"time", "time_ns", "localtime", "gmtime", "strftime", "monotonic", "perf_counter", "sleep", "ctime"}
    ),
    random: frozenset(vars(random)) - {"Random"},
    secrets: frozenset(vars(secrets)),
    uuid: frozenset({"uuid1", "uuid4"}),
}
_NOW = frozenset({"now", "utcnow", "today"})


class Watch:
    """What was caught, by declaration."""

    def __init__(self) -> None:
        self.caught: dict[str, set[str]] = {}
        self._running: str | None = None
        self._is_installed = False

    @contextmanager
    def during(self, name: str) -> Iterator[None]:
        """Watch while a declaration runs."""
        self._running, before = name, self._running
        try:
            yield
        finally:
            self._running = before

    def install(self, package: str) -> None:
        """Watch a package and the process that it runs in. This cannot be undone, so use a separate process."""
        if not self._is_installed:
            self._is_installed = True
            sys.addaudithook(self._audited)
        for name, module in list(sys.modules.items()):
            if module is not None and (name == package or name.startswith(f"{package}.")):
                self._replace(module)

    def note(self, what: str) -> None:
        """Note a forbidden use if a declaration runs."""
        if self._running is not None:
            self.caught.setdefault(self._running, set()).add(what)

    def _audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._running is None or not event.startswith(_EVENTS):
            return
        target = str(arguments[0]) if arguments else ""
        if event != "open":
            self.note(event)
        elif not any(part in target for part in _HARMLESS):
            self.note(f"open {target}")

    def _replace(self, module: ModuleType) -> None:
        for name, value in list(vars(module).items()):
            watched = self._watched(value)
            if watched is not value:
                setattr(module, name, watched)

    def _watched(self, value: Any) -> Any:
        if value is datetime.datetime or value is datetime.date:
            return self._clock(value)
        if value is datetime:
            return _Proxy(value, {"datetime": self._clock(datetime.datetime), "date": self._clock(datetime.date)})
        for module, names in _MODULES.items():
            if value is module:
                return _Proxy(
                    module, {name: self._named(module, name) for name in names if callable(getattr(module, name, None))}
                )
            if callable(value) and any(
                getattr(module, name, None) is value for name in names if not name.startswith("_")
            ):
                return self._noting(value, f"{module.__name__}.{getattr(value, '__name__', value)}")
        return value

    def _named(self, module: ModuleType, name: str) -> Any:
        return self._noting(getattr(module, name), f"{module.__name__}.{name}")

    def _noting(self, function: Callable[..., Any], what: str) -> Callable[..., Any]:
        def noting(*args: Any, **named: Any) -> Any:
            self.note(what)
            return function(*args, **named)

        return noting

    def _clock(self, real: type) -> type:
        """Make a stand-in for `date` or `datetime` that makes and knows the real ones, and notes who asks it for now."""
        watch = self

        class Meta(type):
            def __instancecheck__(cls, value: Any) -> bool:
                return isinstance(value, real)

            def __subclasscheck__(cls, value: Any) -> bool:
                return issubclass(value, real)

            def __call__(cls, *args: Any, **named: Any) -> Any:
                return real(*args, **named)

            def __getattr__(cls, name: str) -> Any:
                if name in _NOW:
                    watch.note(f"{real.__name__}.{name}")
                return getattr(real, name)

        return Meta(real.__name__, (), {})


class _Proxy(ModuleType):
    """A module with some names replaced."""

    def __init__(self, module: ModuleType, replaced: Mapping[str, Any]) -> None:
        super().__init__(module.__name__)
        self.__dict__.update({"_real": module, **replaced})

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_real"], name)
