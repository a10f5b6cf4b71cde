"""What must be true of every situation's documents, whatever they are about."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from math import ceil

from lambdas.config_files import load_meeting_types
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.local_time import zone
from tests.golden.claims import EVERYWHERE, Verdict, document_of, found, sections_of
from tests.golden.run import Outcome
from tests.golden.texts import Document, Line, tags_of

MAX_BRIEF_LINES = 12
MAX_BRIEF_WORDS = 25
"""In one line."""
PHONE_COLUMNS, PHONE_LINES = 46, 30
PAPER_COLUMNS, PAPER_LINES = 95, 52
"""A4 in the agenda's own type and margins."""
MAX_AGENDA_LINE = 220
MIN_SECTION = 3
"""Minutes; less is no item."""
FRAME = r"^\W*\d*\W*(opening|welcome|next steps|close|closing|wrap[- ]?up|check[- ]?in|actions?)\b"
RAW_ID = re.compile(r"\b(budget|big_rocks|incidents|staffing|decisions|action_items|history|prep_questions):\S|\(A\d\b")
COMMAND = re.compile(r"\./amo\b|\bamo (records|prep|notes|up)\b")
CLOCK_AGE = re.compile(r"\b\d+ (h|hours?|min|minutes) old\b|\bjust now\b|\b\d+ days old\b|Ages are counted from", re.I)
FILLER = re.compile(
    r"discuss progress|any other business|review and discuss|touch base|general (discussion|update)|"
    r"the invite:|to be discussed|\bTBD\b|lorem|^- ?updates?$",
    re.IGNORECASE,
)
NO_WORDS = (
    r"idk|dunno|n/?a|none|nothing|no|done|ok|same as last time|x{3,}|\?+|[.\-]+"
    r"|[\U0001F300-\U0001FAFF\u2600-\u27BF\ufe0f]+"
)
NO_ANSWERS = re.compile(rf"[\"“'](?:{NO_WORDS})[\"”'.]", re.IGNORECASE)
FORBIDDEN_TAGS = {"script", "img", "iframe", "form", "object", "embed", "svg", "base", "input", "button"}
YOURSELF = r"^(you|yourself|everyone|everybody|the room|all)\b"
SOUNDS_LIKE = 0.5
OWN_QUESTIONS = 3

Check = Callable[[Outcome, Document], str]


def verdicts(outcome: Outcome) -> Iterator[Verdict]:
    yield Verdict(
        f"the meeting is taken for {outcome.situation.type}",
        "" if outcome.tracked.plan.meeting_type == outcome.situation.type else outcome.tracked.plan.meeting_type,
    )
    for claim, where, check in CHECKS:
        for name in where:
            document = document_of(outcome, name, f"{name}: {claim}")
            if isinstance(document, Document):
                yield Verdict(f"{name}: {claim}", check(outcome, document), name)
            else:
                yield document
    yield from _wants(outcome)
    yield from _conversation(outcome)


def _lines_like(document: Document, pattern: re.Pattern[str]) -> str:
    return _shown([line for line in document.lines if pattern.search(line.text)])


def _shown(lines: list[Line]) -> str:
    return " / ".join(line.text[:140] for line in lines[:3]) + (f" / … {len(lines)} in all" if len(lines) > 3 else "")


def _no_command(_: Outcome, document: Document) -> str:
    return _lines_like(document, COMMAND)


def _no_raw_id(_: Outcome, document: Document) -> str:
    return _lines_like(document, RAW_ID)


def _no_filler(_: Outcome, document: Document) -> str:
    return _lines_like(document, FILLER)


def _no_answer_that_says_nothing(outcome: Outcome, document: Document) -> str:
    said = [told.say for told in outcome.situation.answers if told.is_none]
    lines = [line for line in document.lines if NO_ANSWERS.search(line.text) or any(_says(line, one) for one in said)]
    return _shown(lines)


def _says(line: Line, answer: str) -> bool:
    """As a line of its own, or quoted; "no" in a sentence is a word like any other."""
    bare = line.text.strip(" -*\"“”'.:").casefold()
    is_sign = not re.search(r"\w", answer)
    return (
        bare == answer.casefold()
        or (len(answer) > 3 and found(f'"{answer}"', line.text))
        or (is_sign and answer.strip() in line.text and len(answer.strip()) > 0 and answer.strip() not in ".-?")
    )


def _no_age_by_the_clock(_: Outcome, document: Document) -> str:
    return _lines_like(document, CLOCK_AGE)


def _no_cut_line(_: Outcome, document: Document) -> str:
    return _shown([line for line in document.lines if re.search(r"(…|\.\.\.)[\"”']?\W{0,3}(\(.*\))?$", line.text)])


def _no_repetition(_: Outcome, document: Document) -> str:
    texts = Counter(re.sub(r"\W+", " ", line.text).casefold().strip() for line in document.lines)
    boiler = ("said", "decided", "action items", "what owner due from", "decided option who why")
    return " / ".join(t for t, n in texts.items() if n > 1 and len(t) > 20 and not t.startswith(boiler))


def _no_markup(_: Outcome, document: Document) -> str:
    """Nothing of what other people wrote has become an element, an attribute or a link of its own."""
    if not document.source.lstrip().startswith("<"):
        live = re.findall(r"(?<!\\)!?\[[^\]\n]*(?<!\\)\]\([^)\n]*\)|<[a-z/!][^>\n]*>", document.source, re.IGNORECASE)
        return " / ".join(live[:3])
    odd = []
    for tag, attributes in tags_of(document.source):
        loud = [name for name, value in attributes if name.startswith("on") or "javascript:" in (value or "").lower()]
        if tag in FORBIDDEN_TAGS or loud:
            odd.append(f"<{tag} {' '.join(loud)}>")
    return " / ".join(odd)


def _no_quoted_author(_: Outcome, document: Document) -> str:
    return _lines_like(document, re.compile(r"^(- )?You( said)?: [\"“]"))


def _adds_up(outcome: Outcome, document: Document) -> str:
    total = sum(section.minutes or 0 for section in document.timed)
    return "" if total == outcome.situation.meeting.minutes else f"the sections take {total} minutes"


def _no_empty_section(_: Outcome, document: Document) -> str:
    empty = [
        section.title for section in document.timed if not section.lines and not found(f"/{FRAME}/", section.title)
    ]
    return f"nothing stands under: {', '.join(empty)}" if empty else ""


def _no_sliver(_: Outcome, document: Document) -> str:
    slivers = [section.title for section in document.timed if (section.minutes or 0) < MIN_SECTION]
    return f"too short for an item: {', '.join(slivers)}" if slivers else ""


def _fits_a_page(_: Outcome, document: Document) -> str:
    lines = _wrapped(document, PAPER_COLUMNS)
    return "" if lines <= PAPER_LINES else f"about {lines} lines of print, a page has {PAPER_LINES}"


def _fits_a_phone(_: Outcome, document: Document) -> str:
    lines = _wrapped(document, PHONE_COLUMNS)
    return "" if lines <= PHONE_LINES else f"about {lines} lines on a phone, a screen has {PHONE_LINES}"


def _wrapped(document: Document, columns: int) -> int:
    """A time that stands beside its heading takes no line of its own; on paper a heading has one of air."""
    lines = [line for line in document.shown if not re.fullmatch(r"\d\d:\d\d", line.text)]
    is_paper = columns == PAPER_COLUMNS
    return sum(ceil(len(line.text) / columns) + (is_paper and bool(line.level)) for line in lines)


def _has_few_lines(_: Outcome, document: Document) -> str:
    lines = [line for line in document.shown if not line.level and not re.fullmatch(r"\*\*[^*]+\*\*", line.text)]
    return "" if len(lines) <= MAX_BRIEF_LINES + 1 else f"{len(lines)} lines"


def _has_short_lines(_: Outcome, document: Document) -> str:
    """A list within a line ("a · b · c") counts by its parts, as three questions do."""
    parts = [Line(part) for line in document.shown for part in line.text.split(" · ")]
    return _shown([part for part in parts if part.words > MAX_BRIEF_WORDS])


def _has_readable_lines(_: Outcome, document: Document) -> str:
    return _shown([line for line in document.lines if len(line.text) > MAX_AGENDA_LINE])


def _names_day_and_times(outcome: Outcome, document: Document) -> str:
    """On the reader's clock, with its zone."""
    meeting, there = outcome.situation.meeting, zone(outcome.situation.user.zone)
    start = meeting.start.astimezone(there)
    head = "\n".join(line.text for line in document.lines[:5])
    wanted = {
        "the day": rf"\b{start.day}\b",
        "the start": f"{start:%H:%M}",
        "the zone": rf"{outcome.situation.user.zone.rpartition('/')[2].replace('_', ' ')}|\b{start.tzname()}\b|UTC|GMT",
    }
    lost = [name for name, pattern in wanted.items() if not found(f"/{pattern}/", head)]
    return f"its head does not name {', '.join(lost)}" if lost else ""


def _begins_with_wants(outcome: Outcome, document: Document) -> str:
    titles = [section.title for section in document.sections if section.title]
    is_first = bool(titles) and found("/^you want/", titles[0])
    return "" if is_first or not outcome.situation.wants else f"its parts are: {', '.join(titles)}"


def _asks_three(_: Outcome, document: Document) -> str:
    asked = "\n".join(section.text for section in sections_of(document, "ask"))
    marks = asked.count("?")
    return "" if 1 <= marks <= 3 else f"it asks {marks} questions"


def _asks_who_is_there(outcome: Outcome, document: Document) -> str:
    """A person in the room by name, everyone, or the reader's own."""
    there = [name for p in outcome.situation.people for name in (p.name, p.name.partition(" ")[0], p.email) if name]
    groups = [section.title for section in document.sections if section.title and section.lines]
    nobody = [g for g in groups if not found(f"/{YOURSELF}/", g) and not any(found(name, g) for name in there)]
    known = [g for g in nobody if not found("/not known|from the invite/", g)]
    return f"not in the room: {', '.join(known)}" if known else ""


def _asks_something(_: Outcome, document: Document) -> str:
    return "" if any("?" in line.text for line in document.lines) else "there is no question in it"


def _keeps_private(outcome: Outcome, document: Document) -> str:
    return _shown([line for line in document.lines if any(found(one, line.text) for one in outcome.situation.private)])


def _is_no_brief(_: Outcome, document: Document) -> str:
    """Nothing of the brief's own words in what all may see."""
    return _lines_like(document, re.compile(r"\b(could go wrong|you lean|you owe|owes you|never met)\b", re.IGNORECASE))


def _no_gap_of_others(outcome: Outcome, document: Document) -> str:
    """Not known is only what this type of meeting is prepared from."""
    wanted = load_meeting_types().get(outcome.situation.type).context_required
    words = [kind.value.replace("_", " ") for kind in ContextKind if kind not in wanted]
    gaps = [line for line in document.lines if found("/not known|no records?|nothing on record/", line.text)]
    return _shown([line for line in gaps if any(found(word, line.text) for word in words)])


def _tracks_actions(_: Outcome, document: Document) -> str:
    is_there = any(all(found(word, line.text) for word in ("what", "owner", "due")) for line in document.lines)
    return "" if is_there else "no table of what, owner and due"


def _has_the_agenda(outcome: Outcome, document: Document) -> str:
    titles = [section.title for section in outcome.documents["agenda"].timed]
    bare = [re.sub(r"^\d+\.\s*|\s*\(.*", "", title) for title in titles]
    lost = [title for title in bare if title and not found(title, document.text)]
    return f"not in the notes: {', '.join(lost)}" if lost else ""


def _has_sections(_: Outcome, document: Document) -> str:
    return "" if len(document.timed) > 1 else "it has no timed sections"


AGENDA, BRIEF, QUESTIONS, NOTES = ("agenda",), ("brief",), ("questions",), ("notes",)
CHECKS: tuple[tuple[str, tuple[str, ...], Check], ...] = (
    ("no command of ours", EVERYWHERE, _no_command),
    ("no raw id of a record or an answer", EVERYWHERE, _no_raw_id),
    ("no filler", EVERYWHERE, _no_filler),
    ("no answer that says nothing", EVERYWHERE, _no_answer_that_says_nothing),
    ("ages are of the meeting's day, not of the clock", EVERYWHERE, _no_age_by_the_clock),
    ("no gap about what it is not prepared from", EVERYWHERE, _no_gap_of_others),
    ("no line is cut", EVERYWHERE, _no_cut_line),
    ("no line twice", EVERYWHERE, _no_repetition),
    ("no markup of other people", ("brief", "agenda", "questions", "notes"), _no_markup),
    ("does not quote its author", ("agenda", "shared"), _no_quoted_author),
    ("has timed sections", AGENDA, _has_sections),
    ("the sections add up to the meeting", AGENDA, _adds_up),
    ("no empty section", AGENDA, _no_empty_section),
    ("no section under three minutes", AGENDA, _no_sliver),
    ("fits one A4 page", AGENDA, _fits_a_page),
    ("no line over 220 characters", AGENDA, _has_readable_lines),
    ("names day, time and zone", ("brief", "agenda"), _names_day_and_times),
    ("begins with what you want", BRIEF, _begins_with_wants),
    ("at most 12 lines", BRIEF, _has_few_lines),
    ("lines of at most 25 words", BRIEF, _has_short_lines),
    ("fits one phone screen", BRIEF, _fits_a_phone),
    ("asks one to three questions", BRIEF, _asks_three),
    ("asks only people in the room", QUESTIONS, _asks_who_is_there),
    ("asks something", QUESTIONS, _asks_something),
    ("tracks action items", NOTES, _tracks_actions),
    ("has the agenda's sections", NOTES, _has_the_agenda),
    ("keeps what is private", ("shared",), _keeps_private),
    ("holds nothing of the brief", ("shared",), _is_no_brief),
)


def _wants(outcome: Outcome) -> Iterator[Verdict]:
    """Each in the brief's first part, and never twice in a document."""
    for want in outcome.situation.wants:
        claim = f"brief, under want, says {want}"
        document = document_of(outcome, "brief", claim)
        if isinstance(document, Verdict):
            yield document
        else:
            text = "\n".join(section.text for section in sections_of(document, "want"))
            yield Verdict(claim, "" if found(want, text) else "it is not there", "brief")


def _conversation(outcome: Outcome) -> Iterator[Verdict]:
    """The type's own questions come first and are not crowded out; nothing is asked that was asked."""
    own = load_meeting_types().get(outcome.situation.type).prep_questions
    prompts = outcome.prompts
    first = prompts[0] if prompts else ""
    claim = "the conversation begins with the type's own first question"
    yield Verdict(claim, "" if _alike(own[0], first) else f"it begins: {first[:160]}", "conversation")
    put = [question for question in own if any(_alike(question, prompt) for prompt in prompts)]
    least = min(OWN_QUESTIONS, len(own))
    claim = f"the conversation asks at least {least} of the type's own questions"
    lost = [question for question in own if question not in put]
    yield Verdict(claim, "" if len(put) >= least else f"not asked: {' / '.join(lost)}", "conversation")
    claim = "the conversation has 3 to 5 questions"
    distinct = len(set(prompts))
    yield Verdict(claim, "" if 3 <= distinct <= 5 else f"it has {distinct}", "conversation")
    claim = "the conversation shows no command and no raw id"
    odd = [prompt for prompt in prompts if RAW_ID.search(prompt) or COMMAND.search(prompt)]
    yield Verdict(claim, " / ".join(odd), "conversation")


def _alike(question: str, prompt: str) -> bool:
    """Sharpened by a record it is still the question: half of its telling words are there."""
    words = set(re.findall(r"[a-z]{4,}", question.casefold()))
    return len(words & set(re.findall(r"[a-z]{4,}", prompt.casefold()))) >= SOUNDS_LIKE * len(words)
