"""Prices: whole minor units of a currency inside, decimal texts ("29.35") outside."""

import re

# ISO 4217, active currencies of two decimals, and those of another number.
_TWO = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY "
    "COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF "
    "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR "
    "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG "
    "SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES "
    "WST XCD XCG YER ZAR ZMW ZWG"
)
_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"

DECIMALS = dict.fromkeys(_TWO.split(), 2) | dict.fromkeys(_NONE.split(), 0) | dict.fromkeys(_THREE.split(), 3)

_FORM = re.compile(r"(\d{1,9})(?:\.(\d+))?", re.ASCII)
_LARGEST = 2**31 - 1  # what the columns hold


def parse(text: str, currency: str) -> int:
    """`text` in minor units: "28.5" is 2850 in EUR. Raises ValueError, and KeyError for no currency."""
    decimals = DECIMALS[currency]
    form = _FORM.fullmatch(text.strip())
    if form is None:
        raise ValueError(f'{text!r} is not a price such as "{written(28 * 10**decimals, currency)}"')
    whole, fraction = form[1], (form[2] or "").rstrip("0")
    if len(fraction) > decimals:
        raise ValueError(f"{text!r} has more decimals than {currency}, which has {decimals}")
    amount = int(whole + fraction.ljust(decimals, "0"))
    if amount > _LARGEST:
        raise ValueError(f"{text!r} is more than can be kept")
    return amount


def written(amount: int, currency: str) -> str:
    """The decimal text of minor units: 2850 in EUR is "28.50". Raises KeyError for no currency."""
    decimals = DECIMALS[currency]
    if not decimals:
        return str(amount)
    whole, fraction = divmod(abs(amount), 10**decimals)
    return f"{'-' if amount < 0 else ''}{whole}.{fraction:0{decimals}}"
