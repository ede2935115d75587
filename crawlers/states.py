"""The states of the United States: names, and the time zone in which most of their people live."""

from typing import Final

_STATES: Final = """
AL Alabama Chicago|AK Alaska Anchorage|AZ Arizona Phoenix|AR Arkansas Chicago|CA California Los_Angeles
CO Colorado Denver|CT Connecticut New_York|DE Delaware New_York|DC District of Columbia New_York
FL Florida New_York|GA Georgia New_York|HI Hawaii Honolulu|ID Idaho Boise|IL Illinois Chicago
IN Indiana Indiana/Indianapolis|IA Iowa Chicago|KS Kansas Chicago|KY Kentucky New_York|LA Louisiana Chicago
ME Maine New_York|MD Maryland New_York|MA Massachusetts New_York|MI Michigan Detroit|MN Minnesota Chicago
MS Mississippi Chicago|MO Missouri Chicago|MT Montana Denver|NE Nebraska Chicago|NV Nevada Los_Angeles
NH New Hampshire New_York|NJ New Jersey New_York|NM New Mexico Denver|NY New York New_York
NC North Carolina New_York|ND North Dakota Chicago|OH Ohio New_York|OK Oklahoma Chicago|OR Oregon Los_Angeles
PA Pennsylvania New_York|PR Puerto Rico Puerto_Rico|RI Rhode Island New_York|SC South Carolina New_York
SD South Dakota Chicago|TN Tennessee Chicago|TX Texas Chicago|UT Utah Denver|VT Vermont New_York
VA Virginia New_York|VI Virgin Islands St_Thomas|WA Washington Los_Angeles|WV West Virginia New_York
WI Wisconsin Chicago|WY Wyoming Denver|AS American Samoa Pago_Pago|GU Guam Guam|MP Northern Mariana Islands Saipan
"""
_PACIFIC: Final = frozenset({"HI", "AS", "GU", "MP"})

STATE_OF_NAME: dict[str, str] = {}
"""Full name in lower case to two capital letters."""

ZONE_OF_STATE: dict[str, str] = {}
"""Two capital letters to the IANA zone of most of its people; fourteen states have a second one."""

for _entry in _STATES.replace("\n", "|").strip("|").split("|"):
    _code, _, _rest = _entry.partition(" ")
    _name, _, _zone = _rest.rpartition(" ")
    STATE_OF_NAME[_name.lower()] = _code
    ZONE_OF_STATE[_code] = f"{'Pacific' if _code in _PACIFIC else 'America'}/{_zone}"

TWO_ZONES: Final = frozenset(
    {"AK", "FL", "ID", "IN", "KS", "KY", "MI", "ND", "NE", "NV", "OR", "SD", "TN", "TX"}
)
"""States of which a part keeps another zone."""
