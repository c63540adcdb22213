"""Tags as configuration: labels, and the conditions that put them on."""

from collections.abc import Mapping
from typing import Any

from headless.engine.conditions.parsing import parse_condition, to_json
from headless.models.tables.members.tags import Tag
from headless.services.configuration.naming import code_and_name, names_of
from headless.services.configuration.saving import Desk, Draft, Work, given_at, save
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal
from headless.services.rejudging.affected import Changed
from headless.services.rejudging.sweeps import open_sweep, run_small_sweeps


def tag_work(document: Mapping[str, Any], expected_version: int | None = None) -> Work:
    """Return the work that writes the next version of a tag. The work raises Stop or Invalid."""

    async def work(desk: Desk) -> Saved:
        code, _ = code_and_name(document)
        draft = await desk.draft(Tag, code, expected_version)
        stored = await tag_document(desk, draft, document)
        saved = await desk.write(draft, stored)
        if stored["condition"] is not None or (draft.before or {}).get("condition"):
            changed = Changed(tags=(draft.id,))
            await open_sweep(desk.kernel, desk.session, desk.merchant.id, f"tag {code}", changed, desk.now)
        return saved

    return work


async def tag_document(desk: Desk, draft: Draft, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tag as it is stored. Raise Stop or Invalid if something in it cannot be used."""
    code, name = code_and_name(document)
    condition = document.get("condition")
    if condition is not None:
        program = await desk.kernel.programs.of(desk.session, desk.merchant)
        with given_at("condition"):
            condition = to_json(parse_condition(condition, program.metrics, program))
    return {"code": code, "name": name, "names": names_of(document), "condition": condition}


async def save_tag(
    kernel: Kernel, principal: Principal, document: Mapping[str, Any], expected_version: int | None = None
) -> Saved:
    """Save a tag under its code. If it has a condition, existing members are judged, too."""
    saved = await save(kernel, principal, tag_work(document, expected_version))
    if saved.problem is None:
        await run_small_sweeps(kernel, principal.merchant_id)
    return saved
