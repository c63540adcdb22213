"""Setting fields: a title in two languages, a description, and what to choose from."""

from typing import Any

from pydantic import Field


def setting(default: Any, title: str, zh: str, says: str, choose: str | None = None, **more: Any) -> Any:
    """Return a setting. If its default is `...`, it must be given."""
    extra: dict[str, Any] = {"titleZh": zh} | ({"choose": choose} if choose else {})
    return Field(default, title=title, description=says, json_schema_extra=extra, **more)
