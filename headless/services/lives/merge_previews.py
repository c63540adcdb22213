"""What merging two members would do, written nowhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from headless.engine.member.records import EventRecord
from headless.engine.member.state import MemberState
from headless.engine.settlement.settle import Settler
from headless.engine.values.amounts import text_of
from headless.engine.values.problems import Problem
from headless.errors import Invalid
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.tables.members.lives.merging import rows_to_merge
from headless.models.tables.members.members import load_members
from headless.services.intake.acceptance import Request, accept
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.principals import Principal
from headless.services.lives.merging import Pair, pair_of, problem_between, receipt_of, takeover_of
from headless.services.settling.decision_loop import Batch, decide
from headless.services.settling.loading import Wanted

_AMOUNTS = ("balance", "debt", "held", "pending")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do.

    rows: how many events, open coupons, grants, holds and retries would go along. taken: what would be taken over of the
    profile. assets: what is there of each kind, by whom. tiers: by track, of whom, and afterwards. tags: afterwards.
    """

    source: str
    target: str
    rows: dict[str, int]
    taken: list[str]
    assets: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    tiers: dict[str, dict[str, str | None]] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "from": self.source, "into": self.target, **self.rows, "taken": self.taken, "assets": self.assets,
            "tiers": self.tiers, "tags": self.tags,
        }  # fmt: skip

    def lines(self) -> list[Message]:
        """Return it for people."""
        listed = [
            Message("{source} into {target}", source=self.source, target=self.target),
            Message(
                "events: {events}  coupons: {coupons}  grants: {grants}  holds: {holds}  retries: {retries}",
                **self.rows,
            ),
        ]
        for code, sides in self.assets.items():
            listed += [
                Message(
                    "{code} {side}: {amounts}",
                    code=code,
                    side=_SIDES[side],
                    amounts=tuple(_told(_AMOUNT_WORDS, amounts)),
                )
                for side, amounts in sides.items()
            ]
        listed += [
            Message("tier on {track}: {tiers}", track=code, tiers=tuple(_told(_SIDES, sides)))
            for code, sides in self.tiers.items()
        ]
        listed.append(Message("tags: {tags}", tags=tuple(self.tags)))
        taken = (
            Message("taken over: {taken}", taken=tuple(self.taken)) if self.taken else Message("taken over: nothing")
        )
        return [*listed, taken]


_SIDES = {"from": Message("from"), "into": Message("into"), "after": Message("after")}
_AMOUNT_WORDS = {
    "balance": Message("balance"), "debt": Message("debt"), "held": Message("held"), "pending": Message("pending"),
}  # fmt: skip


def _told(words: Mapping[str, Message], values: Mapping[str, str | None]) -> Iterator[Message]:
    for name, value in values.items():
        yield Message("{name} {value}", name=words[name], value=value or Message("none"))


async def preview_merge(kernel: Kernel, principal: Principal, source: Lookup, target: Lookup) -> Preview:
    """Return what merging two members would do. Raise Invalid if they cannot be merged."""
    async with kernel.db.read() as session:
        merchant = await kernel.programs.merchant(session, principal.merchant_id)
        program = await kernel.programs.of(session, merchant)
        pair = _checked(await pair_of(session, merchant, source, target))
        ids = [pair.source_id, pair.target_id]
        problem = problem_between(pair, await load_members(session, merchant.id, ids, lock=False))
        if problem is not None:
            _checked(problem)
        taken, now = await takeover_of(session, merchant.id, pair), kernel.now(merchant)
        request = Request(principal, [receipt_of(principal, pair, taken, None)], internal=True)
        (candidate,) = await accept(kernel, session, program, [request], now)
        batch = Batch(kernel, session, merchant, program, now, simulate=True)
        rows = await rows_to_merge(session, merchant.id, pair.source_id)
        source_id, target_id = (encode(Prefix.MEMBER, id_) for id_ in ids)
        preview = Preview(source_id, target_id, rows, taken.names)

        async def work(settler: Settler) -> Preview:
            assert candidate.record is not None
            return _previewed(settler, candidate.record, pair, preview)

        return await decide(batch, ids, Wanted(lots=set(ids)), work, history=merchant.sandbox)


def _checked(pair: Pair | Problem) -> Pair:
    if isinstance(pair, Problem):
        raise Invalid(pair.message, code=pair.code)
    return pair


def _previewed(settler: Settler, record: EventRecord, pair: Pair, preview: Preview) -> Preview:
    """Settle the merge in memory, and note what it changes."""
    loser, survivor = settler.states[pair.source_id], settler.states[pair.target_id]
    before = {"from": (_assets(loser), _tiers(loser)), "into": (_assets(survivor), _tiers(survivor))}
    result = settler.settle(record)
    if result.problem is not None:
        _checked(result.problem)
    before["after"] = _assets(survivor), _tiers(survivor)
    for side, (assets, tiers) in before.items():
        for code, amounts in assets.items():
            preview.assets.setdefault(code, {})[side] = amounts
        for code, tier in tiers.items():
            preview.tiers.setdefault(code, {})[side] = tier
    preview.tags.extend(sorted(survivor.tag_codes))
    return preview


def _assets(state: MemberState) -> dict[str, dict[str, str]]:
    """Return the amounts of the kinds that a member has or had, as they are shown."""
    kinds = ((kind, state.accounts[kind.id]) for kind in state.program.kinds.values() if kind.id in state.accounts)
    return {
        kind.code: {name: text_of(getattr(account, name), kind.decimals) for name in _AMOUNTS}
        for kind, account in kinds
        if account.version
    }


def _tiers(state: MemberState) -> dict[str, str | None]:
    return {code: state.tier_code(code) for code in state.program.tracks}
