"""A search finds names of every alphabet without regard to case and composition, the same on both databases."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.folding import FoldMembers
from headless.models.migrating.sql_file import SqlFile


class Migration(Base):
    """Adds the texts that a search compares, and fills them in."""

    dependencies = [("models", "0011_one_spelling")]
    operations = [SqlFile(__file__), FoldMembers()]
