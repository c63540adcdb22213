"""Members get a nickname, and a check that it is short."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """On SQLite a check can only be added by making the table again, which is where rows are lost if done carelessly."""

    dependencies = [("models", "0001_initial")]
    operations = [SqlFile(__file__)]
