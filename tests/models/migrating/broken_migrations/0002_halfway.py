"""A table is made, then a statement fails."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """What the first statement did must not remain."""

    dependencies = [("models", "0001_initial")]
    operations = [SqlFile(__file__)]
