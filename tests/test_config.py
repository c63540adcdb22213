"""Settings come from the environment, and what cannot be understood is named."""

import pytest

from headless.config import Settings, dialect_of, sqlite_path
from headless.errors import Misconfigured

SECRET = "s" * 32


def test_without_an_environment_everything_has_a_default() -> None:
    settings = Settings.from_environment({})

    assert Settings() == settings
    assert settings.database_url == "sqlite:///headless.db"
    assert settings.plugins is None


def test_every_setting_may_be_given() -> None:
    settings = Settings.from_environment(
        {
            "HEADLESS_DATABASE_URL": "postgresql://app@db/headless",
            "HEADLESS_SECRET_KEY": SECRET,
            "HEADLESS_PLUGINS": "points, tiers,",
            "HEADLESS_HOST": "0.0.0.0",
            "HEADLESS_PORT": "9000",
            "HEADLESS_LOG_LEVEL": "WARNING",
            "HEADLESS_POOL_SIZE": "20",
        }
    )

    expected = Settings(
        database_url="postgresql://app@db/headless",
        secret_key=SECRET,
        plugins=("points", "tiers"),
        host="0.0.0.0",
        port=9000,
        log_level="warning",
        pool_size=20,
    )
    assert expected == settings


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert Settings() == Settings.from_environment({"HEADLESS_PORT": " ", "HEADLESS_SECRET_KEY": ""})


def test_the_secret_is_not_shown() -> None:
    assert SECRET not in repr(Settings(secret_key=SECRET))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("HEADLESS_DATABASE_URL", "mysql://localhost/headless"),
        ("HEADLESS_DATABASE_URL", "headless.db"),
        ("HEADLESS_DATABASE_URL", "sqlite://"),
        ("HEADLESS_DATABASE_URL", "sqlite://:memory:"),
        ("HEADLESS_SECRET_KEY", "short"),
        ("HEADLESS_PORT", "eighty"),
        ("HEADLESS_PORT", "0"),
        ("HEADLESS_PORT", "65536"),
        ("HEADLESS_POOL_SIZE", "-1"),
        ("HEADLESS_LOG_LEVEL", "loud"),
    ],
)
def test_what_cannot_be_understood_is_named_with_what_to_give(name: str, text: str) -> None:
    with pytest.raises(Misconfigured, match=r"give") as raised:
        Settings.from_environment({name: text})

    assert text == "sqlite://" or name in raised.value.message or "SQLite needs a file" in raised.value.message


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///headless.db", "headless.db"),
        ("sqlite://headless.db", "headless.db"),
        ("sqlite://data/headless.db", "data/headless.db"),
        ("sqlite:////srv/headless.db", "/srv/headless.db"),
        ("sqlite:///srv/headless.db", "/srv/headless.db"),
        ("sqlite:////headless.db?synchronous=OFF", "/headless.db"),
    ],
)
def test_a_sqlite_url_names_a_file(url: str, path: str) -> None:
    assert path == sqlite_path(url)


@pytest.mark.parametrize(
    ("url", "dialect"),
    [("sqlite:///a.db", "sqlite"), ("postgres://h/d", "postgres"), ("postgresql://h/d", "postgres")],
)
def test_the_scheme_decides_the_dialect(url: str, dialect: str) -> None:
    assert dialect == dialect_of(url)
