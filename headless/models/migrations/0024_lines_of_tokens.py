"""Tokens know who made them, and which event types they may record."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the maker of a token, its successor and its event types. Tokens that manage everything see all tokens from now on."""

    dependencies = [("models", "0023_member_codes")]
    operations = [SqlFile(__file__)]
