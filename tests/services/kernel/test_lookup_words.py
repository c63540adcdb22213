"""A message names a member as it was named, in the reader's language, and by nothing that is personal."""

import pytest

from headless.engine.texts.wording import worded
from headless.messages import Message
from headless.services.kernel.lookups import Lookup


@pytest.mark.parametrize(
    ("lookup", "english", "chinese"),
    [
        (Lookup("number", "4711"), "number '4711'", "会员号「4711」"),
        (Lookup("externalId", "A-1"), "externalId 'A-1'", "外部编号「A-1」"),
        (Lookup("id", "mem_1"), "id 'mem_1'", "ID「mem_1」"),
        (Lookup("identity:wechat", "oABC"), "identity:wechat 'oABC'", "wechat账号「oABC」"),
        (Lookup("code", "1234567890", 1), "code '1234567890'", "动态码「1234567890」"),
        (Lookup("email", "ann@example.com"), "this email", "该邮箱"),
        (Lookup("phone", "+44123"), "this phone", "该手机号"),
    ],
)
def test_a_lookup_is_told_in_the_readers_language(lookup: Lookup, english: str, chinese: str) -> None:
    message = Message("there is no member with {lookup}", lookup=lookup.told)

    assert f"there is no member with {english}" == message
    assert f"会员不存在（{chinese}）" == worded(message, "zh")
    assert english == str(lookup)
