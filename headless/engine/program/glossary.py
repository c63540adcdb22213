"""What a merchant's codes are called in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from headless.engine.program.program import Program
from headless.engine.texts.formats import money_text, number_text
from headless.engine.texts.languages import chosen, label_in
from headless.engine.texts.names import Codes, name_in


@dataclass(frozen=True, slots=True)
class Glossary(Codes):
    """The names of one configuration in one language. What it does not know is called by its code."""

    program: Program | None = None

    @classmethod
    def of(cls, program: Program, lang: str) -> "Glossary":
        """Return the names of a program in a language."""
        return cls(lang, program.currency, program)

    @property
    def _known(self) -> Program:
        assert self.program is not None
        return self.program

    def asset(self, code: str) -> str:
        """Return the name of an asset kind."""
        return self._name(self._known.kinds, code)

    def track(self, code: str) -> str:
        """Return the name of a track."""
        return self._name(self._known.tracks, code)

    def tier(self, code: str, track: str | None = None) -> str:
        """Return the name of a tier: of a track, or of the first track that has such a tier, the default one first."""
        program = self._known
        tracks = program.tracks
        named = tracks.get(track) if track is not None else program.default_track
        for ladder in (named, *(tracks.values() if track is None else ())):
            tier = ladder.by_code.get(code) if ladder is not None else None
            if tier is not None:
                return name_in(self.lang, tier)
        return code

    def tag(self, code: str) -> str:
        """Return the name of a tag."""
        return self._name(self._known.tags, code)

    def event(self, type_: str) -> str:
        """Return the label of an event type."""
        return label_in(self.lang, self._known.event_types.get(type_), type_)

    def metric(self, name: str) -> str:
        """Return the label of a metric."""
        spec = self._known.metrics.get(name)
        return Codes.metric(self, name) if spec is None else chosen(spec.label, self.lang)

    def coupon(self, code: str) -> str:
        """Return the name of a coupon kind."""
        return self._name(self._known.coupon_kinds, code)

    def rule(self, name: str) -> str:
        """Return the label of a rule or tier rule: by the id that its plugin declares, or by "<plugin>.<id>"."""
        program = self._known
        for active in program.voters.values():
            if active.name == name:
                return label_in(self.lang, active.declared, name)
        for latest in (versions.latest for versions in program.rules):
            if name in (latest.rule, latest.name):
                return latest.label(self.lang)
        return name

    def benefit(self, code: str) -> str:
        """Return the name of a benefit."""
        return self._name(self._known.benefits, code)

    def stock(self, name: str) -> str:
        """Return what a stock holds by its name, or the label of a budget."""
        budget = self._known.budgets.get(name)
        return Codes.stock(self, name) if budget is None else budget.labels.get(self.lang) or budget.label

    def amount(self, asset: str, amount: Decimal | str) -> str:
        """Return an amount of an asset: with the currency's symbol if the asset is money."""
        kind = self._known.kinds.get(asset)
        return self.money(amount) if kind is not None and kind.money else number_text(amount)

    def worth(self, asset: str, amount: Decimal | str) -> str | None:
        """Return what an amount of an asset is worth in money, or None if the kind has no worth or is money itself."""
        kind = self._known.kinds.get(asset)
        if kind is None or kind.money or kind.worth is None:
            return None
        return money_text(Decimal(amount) * kind.worth, self._known.currency, self.lang)

    def _name(self, things: Mapping[str, Any], code: str) -> str:
        named = things.get(code)
        return code if named is None else name_in(self.lang, named)
