"""One demo for all tests of this folder: it takes some seconds to make."""

import shutil
from pathlib import Path

import pytest

from headless.config import Settings
from headless.demo import Demo, make_demo
from tests.services.importing.stores import apart


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "demo.db"


@pytest.fixture(scope="session")
def settings(demo_file: Path) -> Settings:
    url = f"sqlite:///{demo_file}?synchronous=OFF"
    return Settings(database_url=url, secret_key="a secret key that only the tests know", worker=False)


@pytest.fixture(scope="session")
def chinese_demo(demo: Demo, settings: Settings) -> Demo:
    """The Chinese shop. It stands in the same file as the English one."""
    return apart(lambda: make_demo(settings, lang="zh"))


@pytest.fixture(scope="session")
def demo(settings: Settings) -> Demo:
    """The demo as a newcomer gets it."""
    return apart(lambda: make_demo(settings))


@pytest.fixture
def copied(settings: Settings, demo_file: Path, demo: Demo, chinese_demo: Demo, tmp_path: Path) -> Settings:
    """Both shops once more, for a test that changes them: members join, and a new start ends the tokens of the last."""
    shutil.copy(demo_file, tmp_path / "shop.db")
    return settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/shop.db?synchronous=OFF"})
