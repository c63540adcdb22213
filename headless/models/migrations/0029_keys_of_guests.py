"""Events of guests say under which secret key they wait, so that it can be replaced."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the mark of the key to events of guests."""

    dependencies = [("models", "0028_partners")]
    operations = [SqlFile(__file__)]
