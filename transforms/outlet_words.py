"""Words by which names of news outlets are known, and words that make them the names of others."""

from typing import Final

from transforms.words import word_set


def _names(text: str) -> frozenset[str]:
    return frozenset(" ".join(name.split()) for name in text.split(","))


# What begins a sentence or a date is no part of a name.
NO_PART: Final = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october "
    "november december jan feb aug sept oct nov dec i we he she it they as when while but and in on at by from for after before "
    "since last this that if so yet also earlier later meanwhile both the a an according per citing what who why how his her its "
    "their our my your then now yesterday read see watch via no yes not"
)
LISTED: Final = _names(
    """
ap, associated press, the associated press, reuters, afp, agence france-presse, upi, united press international,
bloomberg, npr, pbs, bbc, cnn, opb, msnbc, cnbc, c-span, univision, telemundo, newsnation, abc news, cbs news, nbc
news, fox news, pbs newshour, usa today, axios, politico, propublica, vice, vox, slate, salon, buzzfeed, huffpost,
newsweek, the intercept, intercept, the atlantic, atlantic, the new yorker, new yorker, marshall project, the trace,
the appeal, patch, stateline, investigatewest, crosscut, cascade pbs, mother jones, rolling stone, courthouse news,
the hill, center square, bikeportland, law360, insider, semafor, gothamist, block club, documented, calmatters, tmz,
deadline, variety, forbes, fortune, al jazeera, sky news, canadian press, kff health news, bay city news, kaiser
health news, gray news, nexstar, sinclair, sfgate, sfist, laist, wtop, wgn, wbur, wnyc, kqed, kpcc, kuow, nj.com,
mlive, masslive, al.com, oregonlive, underscore news, prism, daily beast
"""
)
PLATFORMS: Final = word_set(
    "facebook instagram twitter youtube tiktok bluesky mastodon reddit nextdoor linkedin google amazon gofundme x substack medium"
)
# Alone after an article, and as the last word of a longer name.
OWN_WORD: Final = word_set(
    "times post journal gazette courier tribune herald chronicle sentinel dispatch inquirer examiner observer globe guardian ledger "
    "statesman bulletin mercury star sun bee register telegraph news press oregonian courant plain-dealer picayune blade bugle clarion "
    "daily weekly newspaper astorian olympian columbian spokesman-review sun-times post-intelligencer idahoan californian virginian-pilot "
    "tennessean oklahoman arizonan floridian skanner stranger"
)
# Only as the last word of a longer name.
LATER_WORD: Final = word_set(
    "monitor advocate reporter independent democrat republican leader world review record standard citizen american eagle call capital "
    "enterprise outlook echo pilot patriot signal progress argus beacon banner voice voices reader week today radio television tv magazine "
    "broadcasting network newswire wire media newsroom fm am mirror mail life project lookout update"
)
# A name with one of these is that of another body or of a person in office, whatever its last word is.
OTHER: Final = word_set(
    "police sheriff fire department office bureau court council commission committee university school college district board hospital "
    "officer detective deputy sgt lt capt chief mayor judge agent trooper sergeant lieutenant captain sen rep gov mr mrs ms dr credit "
    "teachers labor student citizens tenants gospel weather square building tower lounge hotel creek center fund foundation act "
    "attorney coroner medical prosecutor schools investigators witnesses officials archives"
)
ALLOWED_OTHER: Final = word_set("county city law business")
NO_CALL_SIGN: Final = word_set(
    "WNBA WWII WHO KKK WTO WWE KFC WIC WWI WASP WAC KGB WMD WIFI WEST WITH WHAT WHEN WILL KING KIDS KEY WAY WAR WON"
)
