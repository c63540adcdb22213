"""Phone numbers: one form for every spelling of a number, by the plans of all countries that `phonenumbers` knows."""

from functools import lru_cache
from unicodedata import decimal, normalize

ABROAD = "00"
AGAIN = 2


def digits_of(text: str) -> str:
    """Return the digits of a phone number in ASCII, after a + if it begins with one."""
    plain = normalize("NFKC", text)
    digits = "".join(str(decimal(letter)) for letter in plain if letter.isdecimal())
    first = next((letter for letter in plain if letter == "+" or letter.isdecimal()), "")
    return f"+{digits}" if first == "+" and digits else digits


@lru_cache(maxsize=16_384)
def phone_key(text: str, country: str | None = None) -> str:
    """Return the form in which a phone number is kept and compared: E.164 if it can be a number of its country.

    country: two letters, of numbers without +. If it is None, these are kept by their digits, as is what no plan knows.
    """
    key = _international(text, country) or digits_of(text)
    for _ in range(AGAIN):
        # A number that no one has may be read in another way once more: what it comes to is its form.
        key = _international(key, country) or key
    return key


def forms_without_country(key: str, country: str) -> tuple[str, ...]:
    """Return the forms in which a merchant without a country keeps a number in E.164 of this country: its digits, as dialled."""
    import phonenumbers
    from phonenumbers import NumberParseException, PhoneNumberFormat

    try:
        number = phonenumbers.parse(key)
    except NumberParseException:
        return ()
    abroad = key.partition(";")[0].removeprefix("+")
    forms = (abroad, f"{ABROAD}{abroad}")
    if number.country_code != phonenumbers.country_code_for_region(country):
        return forms
    return (digits_of(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL).partition(" ext")[0]), *forms)


def is_country(code: str) -> bool:
    """Return True if phone numbers of this country (two letters, ISO 3166) can be read."""
    import phonenumbers

    return code in phonenumbers.SUPPORTED_REGIONS


def _international(text: str, country: str | None) -> str | None:
    """Return a number in E.164, with its extension, None if no country has such a number."""
    import phonenumbers
    from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

    shown = normalize("NFKC", text)
    digits = digits_of(text)
    spellings = [(shown, country)]
    if country is not None and digits.startswith(ABROAD):
        spellings.append((f"+{digits.removeprefix(ABROAD)}", country))
    for spelling, region in spellings:
        try:
            number = phonenumbers.parse(spelling, region)
        except NumberParseException:
            continue
        if phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE:
            e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            return f"{e164};ext={number.extension}" if number.extension else e164
    return None
