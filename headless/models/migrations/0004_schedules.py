"""When plugins' jobs and rankings are to run next."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Creates the table. Going back would forget how far each job got, so there is no way back."""

    dependencies = [("models", "0003_platform")]
    operations = [SqlFile(__file__)]
