"""Words for people: templates by language, family and key. The keys of reasons are their English templates."""

from headless.plugins import Texts

TEXTS = Texts("reasons", package="green_points.texts")
