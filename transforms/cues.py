"""Verbs and phrases that report what somebody says, and the small words that a reader needs around them."""

from transforms.words import word_set

# Verbs that take a clause: "she said (that) ...", "..., she said".
_SAYING = """
say tell add note announce suggest argue tweet continue explain acknowledge agree claim warn conclude reveal state vow
recall insist reply write report declare indicate predict confirm admit promise complain reiterate stress emphasize
assert concede joke boast remark testify shout yell contend allege observe respond counter caution assure remind
maintain recount lament opine quip mutter retort scoff exclaim muse speculate deny pledge propose recommend ask urge
advise post email retweet chant echo repeat signal proclaim estimate find show believe think hope fear worry wonder
guess demand elaborate interject comment clarify answer posit rule determine learn imply hint read
"""
# Of those, the verbs that may report what somebody holds, knows or shows without having said it.
_NOT_SPEECH = """
signal estimate find show believe think hope fear worry wonder guess determine learn imply hint suggest indicate
rule promise conclude reveal agree demand deny observe predict speculate ask answer
"""
# Verbs that take what is said, or whom it is said of, as their object: "she criticized the plan".
_OBJECT = """
call describe endorse accuse criticize support oppose cite reject dismiss denounce condemn blast slam praise defend
question mention express discuss blame attack mock tout welcome portray label deem voice applaud thank apologize
decry bemoan lambaste assail rebuke highlight request reference quote invoke outline dispute rip ridicule credit
commend congratulate plead downplay disclose deride hail issue challenge address characterize decline refuse
threaten appeal brag gripe caution offer liken lash rail berate rebut tease seek
"""
# Verbs whose forms no rule gives, or of which only these report.
_IRREGULAR = {
    "say": "says said saying",
    "read": "reads",
    "tell": "tells told telling",
    "write": "writes wrote writing",
    "think": "thinks thought",
    "show": "shows showed showing",
    "find": "finds found",
    "plead": "pleads pleaded pleading",
    "seek": "seeks sought seeking",
    "learn": "learned learns",
    "deny": "denies denied denying",
    "reply": "replies replied replying",
    "worry": "worries worried",
    "testify": "testifies testified testifying",
    "clarify": "clarifies clarified clarifying",
    "decry": "decries decried decrying",
    "admit": "admits admitted admitting",
    "brag": "brags bragged bragging",
    "quip": "quips quipped",
    "rip": "rips ripped ripping",
    "label": "labels labeled labeling",
    "signal": "signals signaled signaling",
    "fear": "fears feared fearing",
    "hope": "hopes hoped hoping",
}
_ALSO_BARE = word_set("say argue believe think insist suggest acknowledge mention hope tell claim")
"""Bare forms that report on their own ("officials say"); of other verbs the bare form seldom reports."""


def _forms(verb: str) -> list[str]:
    if verb in _IRREGULAR:
        forms = _IRREGULAR[verb].split()
    elif verb.endswith("e"):
        forms = [verb + "s", verb + "d", verb[:-1] + "ing"]
    elif verb.endswith(("s", "sh", "ch", "x")):
        forms = [verb + "es", verb + "ed", verb + "ing"]
    else:
        forms = [verb + "s", verb + "ed", verb + "ing"]
    return [*forms, verb] if verb in _ALSO_BARE else forms


_NOUNS = word_set("states offers posts texts emails reports shows rules")
"""Forms that are far more often nouns."""

SAYING = frozenset(form for verb in _SAYING.split() for form in _forms(verb)) - _NOUNS
SPEECH = SAYING - frozenset(form for verb in _NOT_SPEECH.split() for form in _forms(verb)) | word_set(
    "asked asks asking predicted predicts denied denies demanded concluded concludes according"
)
"""Verbs whose subject has said it: what they report is speech, not an attitude."""

OBJECT = frozenset(form for verb in _OBJECT.split() for form in _forms(verb)) - SAYING - _NOUNS
