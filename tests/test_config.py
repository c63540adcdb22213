"""Settings come from the environment, and what cannot be understood is named."""

from pathlib import Path

import pytest

from headless.config import Settings, dialect_of, sqlite_path
from headless.errors import Misconfigured

SECRET = "s" * 32
RATES = {"HEADLESS_PARTNER_RATE": "0", "HEADLESS_PARTNER_DAILY": "7", "HEADLESS_MEMBER_RATE": "1"}
RATES |= {"HEADLESS_MEMBER_DAILY": "0", "HEADLESS_PROXIES": "2"}


SWITCHES = ("HEADLESS_OIDC_LOCAL", "HEADLESS_WEBHOOK_LOCAL", "HEADLESS_GRAPHIQL", "HEADLESS_TRACES")
EVERY = {
    "HEADLESS_DATABASE_URL": "postgresql://app@db/headless",
    "HEADLESS_SECRET_KEY": SECRET,
    "HEADLESS_SECRET_KEY_OLD": f"{SECRET}, {SECRET.upper()}",
    "HEADLESS_PLUGINS": "points, tiers,",
    "HEADLESS_HOST": "0.0.0.0",
    "HEADLESS_PORT": "9000",
    "HEADLESS_LOG_LEVEL": "WARNING",
    "HEADLESS_POOL_SIZE": "20",
    "HEADLESS_WORKER": "OFF",
    "HEADLESS_STRICT": "on",
    "HEADLESS_AUTO_MIGRATE": "0",
    "HEADLESS_METRICS_PORT": "9102",
    **dict.fromkeys(SWITCHES, "on"),
    "HEADLESS_LOG_FORMAT": "JSON",
    "HEADLESS_CORS_ORIGINS": "https://Shop.example:443, https://*.shop.example,http://localhost:*",
    "HEADLESS_CACHE_SECONDS": "0",
    "HEADLESS_BATCH": "1",
    "HEADLESS_DOCUMENTS": "Only",
    "HEADLESS_AUDIT_DAYS": "365",
    **RATES,
    "HEADLESS_ADDRESS_HEADER": "X-Forwarded-For",
}


def test_without_an_environment_everything_has_a_default() -> None:
    settings = Settings.from_environment({})

    assert Settings() == settings
    assert settings.database_url == "sqlite:///headless.db"
    assert settings.plugins is None


def test_every_setting_may_be_given() -> None:
    settings = Settings.from_environment(EVERY)

    expected = Settings(
        database_url="postgresql://app@db/headless",
        secret_key=SECRET,
        secret_key_old=(SECRET, SECRET.upper()),
        plugins=("points", "tiers"),
        host="0.0.0.0",
        port=9000,
        log_level="warning",
        pool_size=20,
        worker=False,
        strict=True,
        auto_migrate=False,
        metrics_port=9102,
        oidc_local=True,
        webhook_local=True,
        log_format="json",
        cors_origins=("https://shop.example", "https://*.shop.example", "http://localhost:*"),
        cache_seconds=0,
        batch=1,
        documents="only",
        graphiql=True,
        audit_days=365,
        traces=True,
        **{name.removeprefix("HEADLESS_").lower(): int(value) for name, value in RATES.items()},
        address_header="X-Forwarded-For",
    )
    assert expected == settings
    assert set(Settings.model_fields) == settings.model_fields_set


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert Settings() == Settings.from_environment({"HEADLESS_PORT": " ", "HEADLESS_SECRET_KEY": ""})


@pytest.mark.parametrize(
    "text",
    [
        "shop.example",
        "https://shop.example/",
        "https://shop.example/app",
        "https://a*.example",
        "null",
        "https://a b",
        "//x",
    ],
)
def test_what_no_browser_sends_as_an_origin_is_refused(text: str) -> None:
    with pytest.raises(Misconfigured, match=r"HEADLESS_CORS_ORIGINS is .*: give origins with commas between"):
        Settings.from_environment({"HEADLESS_CORS_ORIGINS": f"https://fine.example,{text}"})


@pytest.mark.parametrize("text", ["123", "null", '["points"]', "true"])
def test_a_list_is_never_read_as_json(text: str) -> None:
    assert (text,) == Settings.from_environment({"HEADLESS_PLUGINS": text}).plugins


def test_settings_made_in_code_do_not_read_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADLESS_PORT", "9000")

    assert 8000 == Settings().port


def test_a_name_that_is_not_ours_is_left_alone() -> None:
    assert Settings() == Settings.from_environment({"HEADLESS_PORTS": "x", "headless_port": "9000", "PORT": "9000"})


def test_no_secret_is_shown() -> None:
    shown = Settings(secret_key=SECRET, database_url="postgresql://app:swordfish@db/headless")

    assert SECRET not in f"{shown!r} {shown}"
    assert "swordfish" not in f"{shown!r} {shown}"


def test_an_error_does_not_show_the_secret() -> None:
    with pytest.raises(Misconfigured) as raised:
        Settings.from_environment({"HEADLESS_SECRET_KEY": "swordfish"})

    assert "HEADLESS_SECRET_KEY has 9 characters: give at least 32 random ones" == raised.value.message


@pytest.mark.parametrize("text", ["swordfish", f"{SECRET},swordfish", ",".join([SECRET] * 5)])
def test_an_error_does_not_show_old_secrets(text: str) -> None:
    with pytest.raises(Misconfigured) as raised:
        Settings.from_environment({"HEADLESS_SECRET_KEY_OLD": text})

    assert raised.value.message.startswith(
        "HEADLESS_SECRET_KEY_OLD is no list of secret keys: give 1 to 4 of at least 32"
    )


def test_the_key_that_seals_is_the_first_that_opens() -> None:
    assert () == Settings().secret_keys
    assert ("b" * 32, "a" * 32) == Settings(secret_key="b" * 32, secret_key_old=("a" * 32, "b" * 32)).secret_keys


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
        ("HEADLESS_LOG_FORMAT", "xml"),
        ("HEADLESS_METRICS_PORT", "70000"),
        ("HEADLESS_WORKER", "maybe"),
        ("HEADLESS_STRICT", "2"),
        ("HEADLESS_AUTO_MIGRATE", "sometimes"),
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


def test_a_secret_may_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"  {SECRET}\n")
    (tmp_path / "url").write_text("postgresql://app:pw@db/headless\n")

    settings = Settings.from_environment(
        {"HEADLESS_SECRET_KEY_FILE": str(tmp_path / "key"), "HEADLESS_DATABASE_URL_FILE": str(tmp_path / "url")}
    )

    assert Settings(secret_key=SECRET, database_url="postgresql://app:pw@db/headless") == settings


@pytest.mark.parametrize(
    ("more", "held", "told"),
    [
        ({"HEADLESS_SECRET_KEY": SECRET}, SECRET, "HEADLESS_SECRET_KEY and HEADLESS_SECRET_KEY_FILE are both set"),
        ({}, None, "HEADLESS_SECRET_KEY_FILE cannot be read: No such file"),
        ({}, " \n", "HEADLESS_SECRET_KEY_FILE names an empty file"),
        ({}, "short", "HEADLESS_SECRET_KEY has 5 characters"),
    ],
)
def test_a_file_that_gives_no_secret_is_named(
    tmp_path: Path, more: dict[str, str], held: str | None, told: str
) -> None:
    """And what it holds is not."""
    if held is not None:
        (tmp_path / "key").write_text(held)

    with pytest.raises(Misconfigured, match=told) as failure:
        Settings.from_environment({**more, "HEADLESS_SECRET_KEY_FILE": str(tmp_path / "key")})

    assert SECRET not in str(failure.value)
