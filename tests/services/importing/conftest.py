"""A sandbox shop of 2026 that imports small files."""

from pathlib import Path

import pytest

from headless.services.configuration.merchants import create_merchant
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import system
from tests.services.importing.small import Small
from tests.services.importing.stores import microseconds


@pytest.fixture
async def small(kernel: Kernel, tmp_path: Path) -> Small:
    """A merchant in Shanghai whose clock stands at noon of 1 June 2026."""
    merchant = await create_merchant(
        kernel, "tea", currency="CNY", time_zone="Asia/Shanghai", sandbox=True,
        clock_at=microseconds("2026-06-01T12:00:00+08:00"),
    )  # fmt: skip
    return Small(kernel, system(merchant.id, merchant.slug), tmp_path)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rejected lines go to the working folder: each test has one of its own."""
    monkeypatch.chdir(tmp_path)
