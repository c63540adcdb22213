"""One spelling for what identifies a person. Every door brings it to the form in which it is kept and compared."""

import re
from unicodedata import normalize

from headless.engine.values.spelling import bare, folded, spelled
from headless.engine.values.text_safety import is_speakable
from headless.phones import digits_of, phone_key

TEXT_CHARACTERS, SYSTEM_CHARACTERS, PHONE_DIGITS = 200, 64, 3

_EMPTY_WORDS = """
null none nil nul na nan nat nv nd undefined unknown unassigned missing empty blank nothing noone guest anonymous anon walkin
walkincustomer cashcustomer cashsale deleted removed notavailable notapplicable noemail nophone nonumber noname nocustomer
true false total subtotal sum grandtotal inconnu aucun nulo ninguno desconocido invitado gast unbekannt keine leer ospite
sconosciuto 无 無 空 空白 没有 沒有 未知 散客 游客 遊客 匿名 非会员 非會員 访客 訪客 无会员 合计 总计 小计 暂无 不详
"""
EMPTY_WORDS = frozenset((*_EMPTY_WORDS.split(), "no" + "body"))
"""Words that exports write for "nothing", as a loose comparison sees them, and those of the lines that add up."""
_WORDS = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"[(\[{<（【［「〈《].*[)\]}>）】］」〉》]", re.DOTALL)
_ERROR = re.compile(r"#.*[!?]|Err:\d+", re.IGNORECASE | re.ASCII)
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+e[+-]?\d+|e\+\d+)", re.IGNORECASE | re.ASCII)
_FRACTION = re.compile(r"[+-]?\d+[.,]0+", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_DATE = re.compile(r"\d{1,2}-[A-Z][a-z]{2}(?:-\d{2,4})?|[A-Z][a-z]{2}-\d{2,4}", re.ASCII)
_ZEROS = re.compile(r"[+-]?0+(?:[.,]0+)?", re.ASCII)
_NEGATIVE = re.compile(r"-\d+", re.ASCII)
_DIGITS = re.compile(r"0*[1-9][0-9]*", re.ASCII)
"""What nearly every number of a member looks like: nothing stands against it."""
_SEVERAL = re.compile(r"[/;,|&\n、，；／]| or | und | oder |(?<=\d)\s*\+", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:;ext=|e?xt?\.?|ext(?:ension)?\.?|#|,)\s*\d{1,7}\s*$", re.IGNORECASE)
_NO_ADDRESS = re.compile(r"^mailto:|[,;<>()\[\]|]|@.*\.\.|@\.|\.$|@.*@", re.IGNORECASE)
_LONGEST_PHONE, _SHORTEST_PHONE = 17, 7
"""Digits of a number in E.164, dialled from abroad, and of one that stands with another one in a cell."""
_NO_BOX = frozenset(
    ("noemail", "nomail", "noreply", "donotreply", "none", "unknown", "anonymous", "guest", "undefined")
)
"""What stands before the @ of addresses that shops make up for those who gave none, or that no one reads."""
_QUOTES = "'\"‘’“”`"
_SIGNS = (
    (_ERROR, "it is an error mark of a spreadsheet"),
    (_SCIENTIFIC, "a spreadsheet has rounded it to scientific notation; its digits are lost"),
    (_ZEROS, "it is a lone 0, which exports write for nothing"),
    (_FRACTION, "it ends with .0, as a spreadsheet writes a number that it took for an amount"),
    (_GROUPED, "it has separators of thousands, as a spreadsheet writes an amount"),
    (_NEGATIVE, "it is a negative number, which exports write for nothing"),
    (_DATE, "a spreadsheet has made a date of it"),
    (_BRACKETS, "it stands in brackets, as exports write a remark"),
)


def identifier(kind: str, text: str, country: str | None = None) -> str:
    """Return what identifies a member as it is kept and compared.

    All are composed (NFC), trimmed and free of invisible characters. An e-mail address is case-folded, a phone number is in
    E.164, by the merchant's country if it has no +. Numbers keep their case and their leading zeros.
    """
    if kind == "email":
        return email_key(text)
    return phone_key(spelled(text), country) if kind == "phone" else spelled(text)


def email_key(text: str) -> str:
    """Return an e-mail address as it is kept and compared."""
    plain = spelled(text)
    return plain.lower() if plain.isascii() else normalize("NFC", normalize("NFC", plain.casefold()).casefold())


def earlier_form(kind: str, text: str) -> str:
    """Return what identifies a member as earlier versions kept it, by which those that collide are found."""
    plain = text.strip()
    if kind == "email":
        return plain.lower()
    if kind == "phone":
        return "".join(letter for letter in plain if letter.isdigit() or letter == "+")
    return plain


def is_plain(text: str, most: int = TEXT_CHARACTERS) -> bool:
    """Return True if a text can be seen, is not too long, and can be stored everywhere."""
    visible = bool(spelled(text)) and len(text) <= most
    return visible and is_speakable(text) and not any(ord(letter) < 32 for letter in text)


def is_email(text: str) -> bool:
    """Return True if a text looks like an e-mail address."""
    return "@" in text.strip("@") and " " not in text.strip()


def is_phone(text: str) -> bool:
    """Return True if a text has digits enough for a phone number."""
    return len(digits_of(text).lstrip("+")) >= PHONE_DIGITS


def is_possible(kind: str, text: str) -> bool:
    """Return True if a member can have this identifier. kind: as in look-ups, such as phone or identity:<system>."""
    system = kind.partition(":")[2]
    if not is_plain(text) or (":" in kind and not is_plain(system, SYSTEM_CHARACTERS)):
        return False
    return is_email(text) if kind == "email" else kind != "phone" or is_phone(text)


def suspicion(kind: str, text: str) -> str | None:
    """Return why a cell of a file does not look like an identifier of one person, None if it does."""
    return None if kind != "phone" and _DIGITS.fullmatch(text) is not None else _suspicion(kind, text)


def _suspicion(kind: str, text: str) -> str | None:
    plain = spelled(text)
    if not plain:
        return "nothing can be seen of it"
    wide = normalize("NFKC", plain)
    if wide[0] == "=" or (wide[0] in _QUOTES and len(wide) > 1):
        return "it is the formula or the quoted text of a spreadsheet, not what that shows"
    if "\ufffd" in plain:
        return "characters of it were lost when the file was saved in another encoding"
    words = [word for word in _WORDS.split(folded(plain)) if word]
    if not words:
        return "it has neither letters nor digits"
    if bare(plain) in EMPTY_WORDS or all(word in EMPTY_WORDS for word in words) or plain.casefold() == "\\n":
        return "exports write this word for nothing, for a guest or for a sum"
    if kind == "email":
        return _odd_email(wide, words)
    if kind == "phone" and _has_several_phones(wide):
        return "it holds more digits than a phone number; if it is several numbers, keep one"
    odd = next((reason for pattern, reason in _SIGNS if pattern.fullmatch(wide)), None)
    if odd is None and kind == "phone" and len(set(words)) == len(words) == 1 and len(set(words[0])) == 1:
        return "it is the same digit over and over"
    return odd


def _has_several_phones(text: str) -> bool:
    """Return True if a cell holds several phone numbers, which would be read as one."""
    parts = [len(digits_of(part).lstrip("+")) for part in _SEVERAL.split(_EXTENSION.sub("", text))]
    return sum(parts) > _LONGEST_PHONE or sum(part >= _SHORTEST_PHONE for part in parts) > 1


def _odd_email(text: str, words: list[str]) -> str | None:
    if _NO_ADDRESS.search(text) is not None:
        return "it is not one plain address, such as a list or a name with an address"
    is_empty = len(words) > 1 and words[0] in EMPTY_WORDS and words[1] in (EMPTY_WORDS | {"email", "mail", "example"})
    is_made_up = bare(text.partition("@")[0]) in _NO_BOX
    return "it is an address that stands for no one" if is_empty or is_made_up or words[-1] == "invalid" else None
