"""All tables of the first release."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Creates the tables. Going back would destroy a merchant's history, so there is no way back."""

    initial = True
    operations = [SqlFile(__file__)]
