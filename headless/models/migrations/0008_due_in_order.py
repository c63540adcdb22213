"""Members whose clock work is due come from the index in order, however many are due at one midnight."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Makes the index again. What is there stays as it is."""

    dependencies = [("models", "0007_fewer_indexes")]
    operations = [SqlFile(__file__)]
