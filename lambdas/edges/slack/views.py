"""Words of the commands, and meetings as they are called there."""

from collections.abc import Iterable

from lambdas.domain.kernel.plain_text import one_line, shown_title
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting

HELP = (
    "/amo today: your next meetings and how far their preparation is",
    "/amo prep: choose a meeting to prepare now; /amo prep roadmap picks it by its title",
    "/amo agenda: your next meeting with the people of the channel; /amo agenda roadmap picks it by its title",
    "/amo approvals: what waits for your decision",
    "/amo items: what is promised, yours and what you owe to others; done, dropped or moved with a press",
    "/amo notes: hand in what was said in one of your last meetings; /amo notes roadmap picks it by its title",
    "/amo ask what is open? asks what is on record about your next meeting; /amo ask roadmap: who decides? of that one",
    "/amo settings: quiet hours, time zone, calendars",
    "/amo sign-in: a link that opens AMO's page, where you are not signed in",
    "/amo connect: tie this Slack account to another AMO user",
    "Or write to AMO what you look for: what is next today, prepare roadmap, what waits for me, the lease",
    "Answer a question in its thread, or just write: with several open, AMO asks which meeting it is for.",
    "Below the message that asks how it went: write or drop a file, AMO finds what happens next and you confirm it.",
    "Skip, back and finish may be typed as well; an answer you edit or delete is changed.",
)


def so_called(meetings: Iterable[TrackedMeeting], words: str) -> list[TrackedMeeting]:
    """Returns those with these words in their titles; where some are called just that, they alone are meant."""
    wanted = one_line(words).casefold()
    named = [(title_of(tracked).casefold(), tracked) for tracked in meetings]
    exact = [tracked for title, tracked in named if title == wanted]
    return exact or [tracked for title, tracked in named if wanted in title]


def title_of(tracked: TrackedMeeting) -> str:
    return shown_title(tracked.meeting.title)
