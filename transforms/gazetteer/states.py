"""The states with the short forms that news copy uses, and the cities that news copy names without a state."""

import re

_STATES = """
AL Alabama Ala.|AK Alaska|AZ Arizona Ariz.|AR Arkansas Ark.|CA California Calif.|CO Colorado Colo.
CT Connecticut Conn.|DE Delaware Del.|DC District of Columbia D.C.|FL Florida Fla.|GA Georgia Ga.|HI Hawaii
ID Idaho|IL Illinois Ill.|IN Indiana Ind.|IA Iowa|KS Kansas Kan.|KY Kentucky Ky.|LA Louisiana La.|ME Maine
MD Maryland Md.|MA Massachusetts Mass.|MI Michigan Mich.|MN Minnesota Minn.|MS Mississippi Miss.|MO Missouri Mo.
MT Montana Mont.|NE Nebraska Neb.|NV Nevada Nev.|NH New Hampshire N.H.|NJ New Jersey N.J.|NM New Mexico N.M.
NY New York N.Y.|NC North Carolina N.C.|ND North Dakota N.D.|OH Ohio|OK Oklahoma Okla.|OR Oregon Ore.
PA Pennsylvania Pa.|PR Puerto Rico|RI Rhode Island R.I.|SC South Carolina S.C.|SD South Dakota S.D.
TN Tennessee Tenn.|TX Texas|UT Utah|VT Vermont Vt.|VA Virginia Va.|WA Washington Wash.|WV West Virginia W.Va.
WI Wisconsin Wis.|WY Wyoming Wyo.
"""

STATE_NAMES: dict[str, str] = {}
"""Two letters to full name."""

STATE_CODES: dict[str, str] = {}
"""Every form that copy uses after a comma (`Oregon`, `Ore.`, `OR`), to two letters."""

for _entry in re.split(r"[|\n]+", _STATES.strip()):
    _code, _, _rest = _entry.partition(" ")
    _short = re.search(r" (\S+\.)$", _rest)
    _name = _rest[: _short.start()] if _short else _rest
    STATE_NAMES[_code] = _name
    STATE_CODES[_name] = STATE_CODES[_code] = _code
    if _short:
        STATE_CODES[_short.group(1)] = _code
STATE_CODES["W. Va."] = "WV"

STATE_PATTERN = "|".join(re.escape(form) for form in sorted(STATE_CODES, key=len, reverse=True))
"""Alternation of all forms, longest first, for use inside other patterns."""

STANDALONE_CITIES: dict[str, str] = dict(
    entry.split("=")
    for entry in (
        "atlanta=GA baltimore=MD boston=MA chicago=IL cincinnati=OH cleveland=OH dallas=TX denver=CO detroit=MI "
        "honolulu=HI houston=TX indianapolis=IN las_vegas=NV los_angeles=CA miami=FL milwaukee=WI minneapolis=MN "
        "new_orleans=LA new_york=NY oklahoma_city=OK philadelphia=PA phoenix=AZ pittsburgh=PA salt_lake_city=UT "
        "san_antonio=TX san_diego=CA san_francisco=CA seattle=WA st_louis=MO"
    )
    .replace(" ", "\n")
    .split()
)
STANDALONE_CITIES = {name.replace("_", " "): state for name, state in STANDALONE_CITIES.items()}
"""Cities that American news copy names without their state, by the custom of the wire services."""
