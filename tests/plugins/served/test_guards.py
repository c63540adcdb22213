"""What guards the parts of a plugin's field: the field's own scope, and for members theirs."""

from typing import Any

from headless.ids import Prefix, encode
from headless.services.kernel.scopes import ADMIN, SCOPES
from tests.plugins.served.conftest import id_of
from tests.plugins.served.draws import Board
from tests.plugins.served.test_fields_of_merchants import LEADERS, as_member
from tests.resolvers.reader import Reader

ALL = frozenset(SCOPES) - {ADMIN}


def of_merchant(fields: str) -> str:
    """A query for fields of the merchant."""
    return f"{{ merchant {{ ext {{ draws {{ {fields} }} }} }} }}"


def draws_of(answer: Any) -> Any:
    """What the plugin says of the merchant."""
    return answer["data"]["merchant"]["ext"]["draws"]


def refusals(answer: Any) -> set[tuple[str, str]]:
    """The code of each error, and the last name of its path."""
    return {(each["extensions"]["code"], each["path"][-1]) for each in answer["errors"]}


async def test_without_its_scope_nothing_of_a_field_is_read_or_loaded(reader: Reader) -> None:
    part = "fragment Part on ExtDrawsPlaceConnection { totalCount edges { cursor node { ...Row } } }"
    row = "fragment Row on ExtDrawsPlace { place score member { number } rivals { number } }"
    wants = (LEADERS, "leaders { totalCount }", "leaders { pageInfo { hasNextPage } }", "leaders { __typename }")
    queries = [*map(of_merchant, wants), f"{of_merchant('leaders { ...Part }')} {part} {row}"]
    for query in queries:
        answer = await reader.answer(query, scopes=ALL - {"config:read"})

        assert {"leaders": None} == draws_of(answer)
        assert {("FORBIDDEN", "leaders")} == refusals(answer)
    assert [] == Board.asked


async def test_without_the_scope_of_members_a_field_names_none(reader: Reader) -> None:
    answer = await reader.answer(of_merchant(LEADERS), scopes={"config:read"})
    rows = [edge["node"] for edge in draws_of(answer)["leaders"]["edges"]]

    assert [(1, "30"), (2, "20"), (3, "10")] == [(row["place"], row["score"]) for row in rows]
    assert "m1" not in str(answer)
    assert {"FORBIDDEN"} == {code for code, _ in refusals(answer)}
    assert encode(Prefix.MEMBER, await id_of(reader.shop, "m1")) not in str(answer)


async def test_a_members_token_reaches_no_other_member_from_where_it_stands(reader: Reader) -> None:
    member = "{ id number tags { reason } ext { draws { friends { id number } } } }"
    walk = f"walk {{ edges {{ node {member} }} }}"
    leaders = f"leaders {{ edges {{ node {{ member {member} rivals {member} }} }} }}"
    answer = await as_member(
        reader, "m2", f"{{ merchant {{ ext {{ draws {{ {leaders} {walk} best {member} }} }} }} me {member} }}"
    )

    assert answer["data"]["me"]["number"] == "m2"
    for number in ("m1", "m3"):
        assert number not in str(answer)
        assert encode(Prefix.MEMBER, await id_of(reader.shop, number)) not in str(answer)
