"""A desk delivers what members were promised."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds an index of the uses of benefits that wait to be delivered, in their order."""

    dependencies = [("models", "0039_bulk_job_attempts")]
    operations = [SqlFile(__file__)]
