"""Errors at their places, within bounds."""

from graphql import GraphQLError

from headless.schema.serving import error_format
from headless.schema.serving.error_format import formatted


def at(*path: str | int, why: Exception | None = None) -> GraphQLError:
    return GraphQLError("not allowed", path=list(path), original_error=why)


def test_each_place_is_told_once() -> None:
    shown = formatted([at("members", 0, "name"), at("members", 1, "name"), at("members", 1, "name")], "en")

    assert [["members", 0, "name"], ["members", 1, "name"]] == [error["path"] for error in shown]


def test_one_fault_of_ours_has_one_incident_at_all_its_places() -> None:
    fault = RuntimeError("ours")
    shown = formatted([at("members", 0, "tier", why=fault), at("members", 1, "tier", why=fault)], "en")

    assert 2 == len(shown)
    assert 1 == len({error["extensions"]["incident"] for error in shown})


def test_very_many_places_are_told_by_their_field() -> None:
    errors = [at("members", index, "name") for index in range(error_format.ERRORS_MOST + 1)]

    assert [["members", 0, "name"]] == [error["path"] for error in formatted([*errors, at("members", 7, "name")], "en")]
    assert error_format.ERRORS_MOST == len(formatted(errors[1:], "en"))
