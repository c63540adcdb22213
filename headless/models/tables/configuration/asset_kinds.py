"""Asset kinds, version by version."""

from headless.models.base.versions import Versioned


class AssetKind(Versioned):
    """One version of an asset kind. The highest version counts."""

    noun = "AssetKind"

    class Meta:
        table = "asset_kind"
