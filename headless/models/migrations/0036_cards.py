"""Gift cards and store cards."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the kinds of cards, the cards, and what was done with each."""

    dependencies = [("models", "0035_checkouts")]
    operations = [SqlFile(__file__)]
