"""What the demo says: names of what it configures and the page that it prints, by key, in each language."""

from collections.abc import Mapping

from headless.demo.words import en, zh

WORDS: Mapping[str, Mapping[str, str]] = {"en": en.WORDS, "zh": zh.WORDS}
