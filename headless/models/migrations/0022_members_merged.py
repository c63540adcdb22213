"""Members can be merged."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds in whose history an event was decided, if its member was merged since, and an index of merged members."""

    dependencies = [("models", "0021_trusted_documents")]
    operations = [SqlFile(__file__)]
