"""Partners, version by version."""

from headless.models.base.versions import Versioned


class Partner(Versioned):
    """One version of a partner. The highest version counts."""

    noun = "Partner"

    class Meta:
        table = "partner"
