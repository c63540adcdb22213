"""Plugins rank members."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds what members have in the lists of rankings."""

    dependencies = [("models", "0042_shared_budgets")]
    operations = [SqlFile(__file__)]
