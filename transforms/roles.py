"""Titles and descriptions of people, and the codebook's role that each stands for."""

TITLES: dict[str, str] = {}
"""A title in lower case without points, as it stands before a name or after it, to the role word that we keep."""

COARSE_ROLES: dict[str, str] = {}
"""The role word to the codebook's role; words of offices that the codebook does not tell apart are absent."""

_TABLE = """
police-leader | police chief | chief of police, police chief, chief, interim chief, acting chief, interim police chief, acting police chief
police-leader | sheriff | sheriff, acting sheriff, interim sheriff, undersheriff
police-leader | assistant chief | assistant chief, deputy chief, assistant police chief, deputy police chief, asst chief, chief deputy
police-leader | police commissioner | police commissioner, police superintendent, superintendent of police
police-leader | commander | commander, cmdr, police commander
police-leader | captain | captain, capt, police captain
officer | lieutenant | lieutenant, lt
officer | sergeant | sergeant, sgt, police sergeant, sheriff sergeant
officer | corporal | corporal, cpl
officer | detective | detective, det, police detective, detective sgt, detective sergeant
officer | deputy | deputy, sheriff deputy
officer | trooper | trooper, state trooper
officer | officer | officer, police officer, patrol officer, school resource officer
police-spokesperson | police spokesperson | public information officer, police spokesperson, police spokesman, police spokeswoman, department spokesperson, department spokesman, department spokeswoman, bureau spokesperson, bureau spokesman, bureau spokeswoman, sheriff spokesperson, sheriff spokesman, sheriff spokeswoman
union-representative | union president | union president, police union president, association president, guild president, union vice president, union representative, union leader, union head
elected-official | mayor | mayor, acting mayor, deputy mayor, vice mayor, mayor-elect
elected-official | council member | councilor, councillor, councilman, councilwoman, councilmember, council member, council president, council vice president, city councilor, city councilman, city councilwoman, city council member, alderman, alderwoman, alderperson, ald
elected-official | commissioner | commissioner, city commissioner, county commissioner, county chair, commission chair, supervisor, county supervisor, county executive
elected-official | governor | governor, gov, lt gov, lieutenant governor
elected-official | legislator | sen, senator, state senator, state sen, us senator, us sen, rep, representative, state representative, state rep, us representative, us rep, congressman, congresswoman, assemblyman, assemblywoman, assemblymember, delegate
elected-official | president | president, vice president
oversight-official | oversight official | police auditor, independent police auditor, police monitor, independent monitor, inspector general, ombudsman, city auditor, auditor, oversight director, review board chair, board chair, ombudsperson
prosecutor | district attorney | district attorney, da, county attorney, county prosecutor, state attorney, commonwealth attorney
prosecutor | prosecutor | prosecutor, deputy district attorney, assistant district attorney, deputy da, prosecuting attorney, deputy prosecutor, assistant state attorney, special prosecutor, assistant us attorney, us attorney, federal prosecutor
prosecutor | attorney general | attorney general, assistant attorney general, deputy attorney general
defense-attorney | defense attorney | defense attorney, defense lawyer, public defender, deputy public defender, defender
judge | judge | judge, circuit judge, district judge, us district judge, superior court judge, county judge, magistrate judge, us magistrate judge, magistrate, circuit court judge, district court judge, municipal judge, chief judge, justice, chief justice
federal-official | federal official | special agent, agent, ice director, fbi special agent, field office director, homeland security secretary, assistant secretary, marshal, us marshal
affected-person-or-family | family member | mother, father, sister, brother, widow, wife, husband, son, daughter, aunt, uncle, grandmother, grandfather, cousin, survivor, victim
suspect-or-defendant | suspect | suspect, defendant
witness-or-resident | resident | resident, neighbor, witness, bystander, homeowner, business owner, shop owner, store owner, passerby, student, teacher
advocate-or-organizer | advocate | advocate, organizer, activist, executive director, protester, demonstrator, community leader, civil rights leader
expert | expert | professor, prof, associate professor, assistant professor, criminologist, researcher, law professor, sociologist, historian, political scientist, policy analyst, analyst
dispatcher | dispatcher | dispatcher, dispatch supervisor, dispatch director, 911 director
journalist | journalist | reporter, journalist, columnist, editor, photographer, anchor
- | spokesperson | spokesperson, spokesman, spokeswoman, press secretary, communications director
- | attorney | attorney, lawyer, city attorney, deputy city attorney, general counsel
- | city manager | city manager, city administrator, county manager, county administrator, town manager
- | fire chief | fire chief, fire marshal, fire captain, fire lieutenant, battalion chief
- | secretary | secretary, secretary of state, defense secretary, director, chairman, chairwoman, chair, ceo, chief executive, superintendent, principal, pastor, rev, reverend, imam, rabbi, bishop, father, dr, coach, mr, mrs, ms
"""

for _line in _TABLE.strip().splitlines():
    _coarse, _role, _titles = (part.strip() for part in _line.split(" | "))
    if _coarse != "-":
        COARSE_ROLES[_role] = _coarse
    for _title in _titles.split(", "):
        TITLES.setdefault(_title, "" if _title in ("mr", "mrs", "ms", "dr") else _role)

_CODEBOOK_ROLES = frozenset(COARSE_ROLES.values())
LONGEST_TITLE = max(len(title.split()) for title in TITLES)


def coarse_role(role: str | None) -> str | None:
    """The codebook's role for a mention's role word (`mayor` is an `elected-official`); None where it has none."""
    return COARSE_ROLES.get(role or "", role if role in _CODEBOOK_ROLES else None)
