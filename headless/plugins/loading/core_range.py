"""The versions of the core for which a plugin was written: `requires` of its module, such as ">=0.2,<0.3"."""

from headless.messages import Message
from headless.plugins.loading.checks import BadDeclaration


def check_requires(plugin: object, core: str) -> None:
    """Check that a plugin fits this version of the core, if it says for which it was written. Raise BadDeclaration if not.

    An early version of a release ("0.3.0rc1") counts as that release.
    """
    asked = getattr(plugin, "requires", None)
    if asked is None:
        return
    # imported here, because most plugins name no range
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    try:
        fits = SpecifierSet(asked if isinstance(asked, str) else "?").contains(Version(core).base_version)
    except InvalidSpecifier:
        message = Message(
            "requires is {asked}; it must be a range of core versions, such as >=0.2,<0.3", asked=repr(asked)
        )
        raise BadDeclaration(message) from None
    except InvalidVersion:
        return
    if not fits:
        message = Message(
            "it requires headless {asked}, and this is headless {core}: install a version of it that was made for this one",
            asked=asked,
            core=core,
        )
        raise BadDeclaration(message)
