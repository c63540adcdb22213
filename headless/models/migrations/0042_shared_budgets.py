"""Members share budgets that plugins declare."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds what was taken of shared budgets, by period."""

    dependencies = [("models", "0041_other_facts")]
    operations = [SqlFile(__file__)]
