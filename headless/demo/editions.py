"""The demo's two shops: one in English, in dollars, and one in Chinese, in yuan."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from headless.demo.words import WORDS


class Edition(NamedTuple):
    """One shop. `clock` is the local time at which it stands. `retold`: names of the data are put into its language."""

    slug: str
    currency: str
    time_zone: str
    clock: str
    words: Mapping[str, str]
    retold: bool

    @property
    def clock_us(self) -> int:
        """The clock in microseconds."""
        return int(datetime.fromisoformat(self.clock).timestamp()) * 1_000_000

    def named(self, code: str) -> Mapping[str, Any]:
        """Return a name for the configuration: in the shop's language, and in the other one."""
        others = {lang: words for lang, words in WORDS.items() if words is not self.words}
        names = {lang: words.get(f"{code} elsewhere", words[code]) for lang, words in others.items()}
        return {"name": self.words[code], "names": names}


EDITIONS: Mapping[str, Edition] = {
    "en": Edition("demo", "USD", "America/New_York", "2017-12-31T23:59:59-05:00", WORDS["en"], False),
    "zh": Edition("demo-zh", "CNY", "Asia/Shanghai", "2017-12-31T23:59:59+08:00", WORDS["zh"], True),
}
