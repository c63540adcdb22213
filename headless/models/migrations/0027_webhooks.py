"""Other systems are told what happened."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the tables of webhook endpoints and deliveries. Tokens that may do everything may do this, too."""

    dependencies = [("models", "0026_guest_claims")]
    operations = [SqlFile(__file__)]
