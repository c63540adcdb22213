"""Where a problem of an order stands in the input that asks about it, which has its tenders and coupons next to the order."""

from collections.abc import Sequence
from dataclasses import replace

from headless.engine.member.coupons import normal
from headless.engine.values.problems import Problem


def in_input(problem: Problem, used: Sequence[str] = (), named: Sequence[str] | None = ()) -> Problem:
    """Return a problem of an order's data with its path in the input.

    used: the coupons of the order, to which the path belongs. named: those of the input.
    """
    path = input_path(problem.path)
    if path[:1] == ("coupons",) and len(path) > 1:
        path = _of_coupon(used[int(path[1])], named or ()) if int(path[1]) < len(used) else path[:1]
    return replace(problem, path=path)


def input_path(path: Sequence[str]) -> tuple[str, ...]:
    """Return the path of a part of an order's event in the input that asks about the order."""
    if tuple(path[:1]) != ("data",):
        return tuple(path)
    first, rest = path[1:2], tuple(map(str, path[1:]))
    if first and first[0] == "payWith":
        return tuple("kind" if part == "asset" else part for part in rest)
    return rest if not first or first[0] in ("coupons", "until") else ("order", *rest)


def _of_coupon(code: str, named: Sequence[str]) -> tuple[str, ...]:
    places = (str(place) for place, other in enumerate(named) if normal(other) == normal(code))
    place = next(places, None)
    return ("coupons",) if place is None else ("coupons", place)
