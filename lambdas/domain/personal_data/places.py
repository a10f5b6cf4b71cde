"""Each table of the stage: under which name a person is given what it holds of them, and what becomes of that.

A table that is not here fails tests/unit/domain/personal_data/test_places.py: none can be forgotten.
"""

from collections.abc import Mapping

from lambdas.domain.kernel.model import Model

BY_ITSELF = "nothing to do: it goes by itself within "
RIGHTS = "rights are given on a stage, never brought along"
CONSENTS = "connect the calendars again: what opens them is in no file"


class Place(Model):
    """``section`` is its name in an export; ``withheld`` says why it is in none.

    ``kept`` says what of a forgotten person stays there; ``not_taken`` why an import leaves it out.
    """

    section: str = ""
    withheld: str = ""
    kept: str = ""
    not_taken: str = ""


PLACES: Mapping[str, Place] = {
    "users": Place(
        section="profile",
        not_taken="of the profile settings alone are taken in: role, team, address, phone and whom they review for are "
        "what the stage says",
    ),
    "connected_calendars": Place(section="calendars", not_taken=CONSENTS),
    "calendar_accounts": Place(section="calendar_accounts", not_taken=CONSENTS),
    "absences": Place(section="days_away", not_taken="they come again with the calendars"),
    "meetings": Place(
        section="meetings",
        kept="other people's meetings name them as their calendars do",
        not_taken="meetings that are not over come again with the calendars",
    ),
    "chat_sessions": Place(section="conversations", not_taken="conversations that were open ended with their stage"),
    "contexts": Place(
        section="facts",
        kept="facts for meetings whose own row went with age (400 days) name no owner, so nobody can find whose they "
        "were; facts for other people's meetings name whom those meet",
    ),
    "material_texts": Place(section="material_texts", kept="other people's materials name them as their meetings do"),
    "records": Place(
        section="records",
        kept="other people's records, and those that sources of a team filled in, name them as it was written there",
    ),
    "meeting_notes": Place(section="notes", kept="other people's notes name them as those people wrote it"),
    "action_items": Place(
        section="action_items",
        kept="items on other people's lists that name them as the one who does it",
    ),
    "outcomes": Place(section="outcomes"),
    "notices": Place(
        section="messages",
        kept="what others were told about them goes by itself within 30 days",
        not_taken="old messages ask for nothing any more",
    ),
    "deliveries": Place(
        section="deliveries",
        kept="that they were told of other people's meetings, not what, goes by itself within 35 days",
        not_taken="nothing of it was delivered here",
    ),
    "slack": Place(
        section="slack",
        kept="links offered to somebody who is not recognised yet go by themselves within an hour",
        not_taken="whose account is whose is proved on a stage, never brought along",
    ),
    "pending_actions": Place(
        section="actions",
        kept="their decisions on other people's actions go with those, within 400 days",
        not_taken="an approval counts where it was given",
    ),
    "action_looks": Place(section="looks", not_taken="they belong to actions"),
    "action_audit_log": Place(
        section="audit_log",
        kept="every row that names their id: the log is a chain in which each row seals the one before, and every role "
        "is denied to change one. It holds ids, times and fingerprints; the notes that people wrote when they decided "
        "stand in it too",
        not_taken="a log tells of its own stage",
    ),
    "autonomy": Place(
        section="autonomy",
        kept="that they gave or took roles of others, by their id: who may approve what of whom depends on it",
        not_taken=RIGHTS,
    ),
    "page_sessions": Place(section="sign_ins", not_taken="nobody is signed in by a file"),
    "sign_in_links": Place(withheld="one-time links: a hash, good for three days at most"),
    "sign_in_flows": Place(withheld="ways to an identity provider and back: secrets, good for ten minutes"),
    "subscriptions": Place(withheld="channels by which providers tell AMO of changes: hashes of secrets"),
    "model_answers": Place(
        section="model_answers",
        kept="what a model answered other people names them as their meetings do; it goes by itself within 30 days",
        not_taken="a model is asked anew",
    ),
    "spend": Place(
        section="model_costs",
        kept="what one preparation, one conversation or one sync cost stands under its meeting's or its person's id, a "
        "sum alone; it goes by itself within 40 days",
        not_taken="what was spent elsewhere counts in no ceiling here",
    ),
    "source_accounts": Place(
        section="sources",
        kept="sources of their team, which they connected for it: they stay the team's, with who connected them",
        not_taken="connect the sources again: what opens them is in no file",
    ),
    "rate_limits": Place(withheld="how much of a quota is used: counters of the last hour", kept=f"{BY_ITSELF}an hour"),
}
BUCKETS: Mapping[str, Place] = {
    "documents": Place(section="documents", not_taken="materials are written anew; the file holds them to be read"),
    "sessions": Place(section="transcripts", not_taken="the conversations themselves are taken in"),
    "anchors": Place(
        withheld="where the audit log stood: numbers and hashes",
        kept="where the audit log of their team stood, under its name: locked against everybody until its days end",
    ),
}
SECTIONS = {place.section: name for name, place in PLACES.items() if place.section}
"""The table behind each section of an export."""
NEVER_GIVEN = (
    "Tokens of connected accounts, the secret addresses of feeds, hashes of sessions, links and codes: they open "
    "things, and AMO gives them to nobody.",
    "What other people keep for themselves, also where it names you.",
    "Rows of audit logs of teams you left.",
)
