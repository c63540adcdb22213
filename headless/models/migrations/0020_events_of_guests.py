"""Events of guests may be kept until they join."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the table of events whose identifier no member has, and for how long merchants keep them: not at all."""

    dependencies = [("models", "0019_sign_in")]
    operations = [SqlFile(__file__)]
