"""Members have accounts in other systems."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the table of members' accounts in other systems."""

    dependencies = [("models", "0015_borders_of_rankings")]
    operations = [SqlFile(__file__)]
