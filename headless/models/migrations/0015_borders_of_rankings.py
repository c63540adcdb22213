"""A ranking keeps the least that each tier took, so that members see what is missing."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the borders of the last ranking to its schedule. They are known from the next ranking on."""

    dependencies = [("models", "0014_owners_of_lots")]
    operations = [SqlFile(__file__)]
