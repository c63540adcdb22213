"""What tokens and addresses may ask for is counted by all processes together."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds limits of rate to tokens and merchants, and the table of what was spent of them."""

    dependencies = [("models", "0031_traces")]
    operations = [SqlFile(__file__)]
