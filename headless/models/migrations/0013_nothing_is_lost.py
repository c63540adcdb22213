"""Events that failed when their turn came are kept as such, with their problem, and lists by state are quick."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the state FAILED and the table of problems. Refunds that had failed before become FAILED.

    SQLite cannot change a check, but allows its text to be rewritten if what is stored meets the new one:
    https://www.sqlite.org/lang_altertable.html#otheralter. All that met the old check meets this one.
    """

    dependencies = [("models", "0012_search_in_every_alphabet")]
    operations = [SqlFile(__file__)]
