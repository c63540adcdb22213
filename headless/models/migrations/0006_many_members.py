"""Indexes that keep one member's page and settlement as fast among a million members as among a few."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Creates the indexes. What is there stays as it is."""

    dependencies = [("models", "0005_backtests")]
    operations = [SqlFile(__file__)]
