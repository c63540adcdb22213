"""Who changed what is kept, and who took personal data out."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the audit trail, and an index of what was changed of members by hand. Tokens that may do everything may read it."""

    dependencies = [("models", "0024_lines_of_tokens")]
    operations = [SqlFile(__file__)]
