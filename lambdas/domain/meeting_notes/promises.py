"""Action items in sentences: "Ana will send the deck by Friday", "Ben to book", "I'll ...", "@Carla please ..."."""

import re
from collections.abc import Iterator

from lambdas.domain.kernel.spoken_days import end_of_first_day
from lambdas.domain.meeting_notes import phrases
from lambdas.domain.meeting_notes.doubts import is_denied, is_doubtful
from lambdas.domain.meeting_notes.findings import Finding, Speech, with_due, without_leads
from lambdas.domain.meeting_notes.items import WORD, first_word, item, last_word
from lambdas.domain.meeting_notes.subjects import Subject, subject_of
from lambdas.domain.meeting_notes.verb_forms import beginning_plainly, plain_of_doing
from lambdas.domain.meeting_notes.work_of_others import work_of_others


def _at_start(patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{patterns})(?!\w)", re.IGNORECASE)


_I_WILL = re.compile(
    r"(?<!said)(?<!hope)(?<!what)(?<!that)(?<!when)(?<!because)(?<!\bif)(?<!until)(?<!where)(?<!how)\s+"
    r"(?=i(?:['’]ll| will|['’]m (?:going to|gonna)| am (?:going to|gonna))\b)",
    re.IGNORECASE,
)
"""Captions have no full stops: there a promise begins in the middle of the words."""
_WILL = re.compile(rf"\s*(?:{phrases.WILL})\s+(?:(?:{phrases.ADVERBS})\s+)*", re.IGNORECASE)
_TO = re.compile(r"\s+(?:is )?to\s+(?=[a-zäöü])")
_TAKES = re.compile(rf"\s*(?:{phrases.TAKES})\s+(?!(?:{phrases.NOT_TAKEN})\b)(?=\S)", re.IGNORECASE)
_IS_DOING = re.compile(r"\s*(?:is|am|['’]s|['’]m) (?P<doing>\w+ing)\s+(?=\S)", re.IGNORECASE)
_ANSWERS_FOR = re.compile(r"\s*(?:is|am|['’]m) (?:responsible for|in charge of|on point for)\s+(?=\S)", re.IGNORECASE)
_FUTURE = re.compile(r"\w{3,}(?:rá|ré|ra|rai)")
"""French and Spanish."""
_TAKES_AWAY = frozenset({"takes", "take", "owns", "own"})
"""``Ana takes the minutes`` leaves "the minutes" to be done; other verbs say how, and stay."""
_GERMAN_WILL = re.compile(r"\s*(?:wird|werde|soll|muss)\s+", re.IGNORECASE)
_ROMANCE_WILL = re.compile(r"\s*(?:va|vais|va a|voy a)\s", re.IGNORECASE)
_ROMANCE_VERB = re.compile(r"(?:s['’]|se )?\w+(?:er|ir|re|ar)(?:se|lo|la|le)?", re.IGNORECASE)
_SMALL_TALK = _at_start(phrases.SMALL_TALK)
_NO_VERBS = frozenset(
    [
        "the",
        "a",
        "an",
        "our",
        "his",
        "her",
        "my",
        "your",
        "this",
        "that",
        "these",
        "us",
        "me",
        "him",
        "them",
        "all",
        "both",
        "der",
        "die",
        "das",
        "le",
        "la",
        "el",
    ]
)
_WE = re.compile(rf"(?:{phrases.WE})(?=\s|['’])", re.IGNORECASE)
_MUST = re.compile(
    r"\s*(?:will|['’]ll|need to|needs to|must|have to|has to|are going to|is going to|müssen|werden|doit|devons)?\s+",
    re.IGNORECASE,
)
_FIRST_PERSON = {verb for verb in phrases.FINITE_VERBS if verb.endswith("e") and verb + "n" not in phrases.FINITE_VERBS}
_MENTION = re.compile(r"@(?=\w)")
_PLEASE = re.compile(r"\s*[,:–-]?\s*(?:(?:please|pls|bitte|svp|por favor|to|will|kindly)\s+)*", re.IGNORECASE)
_REQUEST = re.compile(
    rf"\s*,?\s+(?:please|pls|bitte|svp|por favor)\s*,?\s+(?:(?:{phrases.ADVERBS})\s+)*", re.IGNORECASE
)
_INVERTED = re.compile(rf"(?P<verb>übernehme|{'|'.join(sorted(_FIRST_PERSON))}) ich (?=\w)", re.IGNORECASE)
_REPORTED = re.compile(rf"\b(?:{phrases.REPORTED})\b", re.IGNORECASE)
_OUTSIDER = re.compile(
    r"(?P<name>(?:[A-ZÀ-ÖØ-Þ][\w'’-]*[a-zß-ÿ][\w'’-]*\s+){1,3})(?=(?:will|to|is going to|has to|needs to)\s)"
)
_TEAM = re.compile(
    rf"(?:the )?(?:{'|'.join(phrases.TEAMS)})(?: team)?(?=\s+(?:will|to|needs to|has to)\s)", re.IGNORECASE
)
_SPLITS = re.compile(r"(?:[;,]\s*(?:and|but|und|aber|et|y)?|\b(?:and|und|et|y|while|whereas))\s+", re.IGNORECASE)
MAX_SPLITS = 40
MAX_TRIED = 8
"""Names within a sentence, behind which a promise of theirs may stand."""


def promises_in(sentence: str, speech: Speech) -> Iterator[Finding]:
    """Yields what somebody will do by this sentence; nothing where it denies, supposes, asks or tells of the past."""
    found = [promise_of(clause, speech) for clause in _clauses(without_leads(sentence.strip(" \"'*_")), speech)]
    if any(found) and not is_doubtful(sentence):
        yield from filter(None, found)


def promise_of(clause: str, speech: Speech) -> Finding | None:
    """The one promise a clause makes from its beginning."""
    found = _promise_made(clause, speech)
    return None if found is None or is_denied(clause) or (speech.is_spoken and _is_vague(found)) else found


def _is_vague(found: Finding) -> bool:
    """Returns whether nobody who was not there knows what it is: ``I'll do that``."""
    words = [word.casefold() for word in WORD.findall(found.what)]
    return set(words) <= phrases.VAGUE_WORDS and (found.due is None or words[0] in ("do", "take", "make", "mache"))


def _promise_made(clause: str, speech: Speech) -> Finding | None:
    if mention := _MENTION.match(clause):
        return _asked_of(clause, mention.end(), speech)
    subject = subject_of(clause, speech)
    if subject is None and (inverted := _INVERTED.match(clause)):
        return _promised_inverted(clause, inverted, speech)
    if subject is None:
        return _behind_day(clause, speech) or _promise_of_many(clause, speech) or work_of_others(clause, speech)
    rest = _promised(clause[subject.end :], subject, speech)
    if rest is None:
        return None
    text = f"{clause[: subject.end]} {rest}" if subject.is_many else rest
    return item(text, clause, subject, speech.day)


def _behind_day(clause: str, speech: Speech) -> Finding | None:
    start = _after_day(clause)
    if not start or subject_of(clause[start:], speech) is None:
        return None
    found = _promise_made(clause[start:], speech)
    if found is None or found.due:
        return found
    _, due, due_said = with_due(clause, speech.day)
    return found._replace(due=due, due_said=due_said)


def _after_day(clause: str) -> int:
    """Returns where a clause goes on behind the day it begins with: ``By Friday, Ben will ...``."""
    end = end_of_first_day(clause)
    return end + len(clause[end:]) - len(clause[end:].lstrip(" ,:")) if end else 0


def _promised_inverted(clause: str, inverted: re.Match[str], speech: Speech) -> Finding | None:
    """``Dann übernehme ich den Termin``: the verb before "ich"."""
    verb = inverted["verb"].casefold()
    subject = Subject(speech.who, inverted.end(), "", is_own=True)
    found = item(f"{inverted['verb']} {clause[inverted.end() :]}", clause, subject, speech.day)
    return found if found and (found.due or verb == "übernehme") else None


def _promised(rest: str, subject: Subject, speech: Speech) -> str | None:
    """Returns what the subject will do, by the verb behind it; None where that promises no work."""
    if (found := _WILL.match(rest)) and _is_work(rest[found.end() :], rest, subject, speech):
        return rest[found.end() :]
    if (found := _GERMAN_WILL.match(rest)) and last_word(rest) in phrases.INFINITIVES:
        return rest[found.end() :]
    if not subject.is_own and (found := _TO.match(rest)) and _is_work(rest[found.end() :], rest, subject, speech):
        return rest[found.end() :]
    if (
        not subject.is_own
        and (found := _REQUEST.match(rest))
        and first_word(rest[found.end() :]) in phrases.ACTION_VERBS
    ):
        return rest[found.end() :]
    if found := _TAKES.match(rest):
        takes = found[0].strip().casefold()
        return rest[found.end() :] if takes in _TAKES_AWAY else beginning_plainly(rest.lstrip())
    if with_due(rest, speech.day)[1] is None:
        return None
    if (found := _IS_DOING.match(rest)) and (plain := plain_of_doing(found["doing"])):
        return f"{plain} {rest[found.end() :]}"
    if found := _ANSWERS_FOR.match(rest):
        return rest[found.end() :]
    verb = first_word(rest)
    return beginning_plainly(rest.lstrip()) if verb in phrases.FINITE_VERBS or _FUTURE.fullmatch(verb) else None


def _is_work(rest: str, modal: str, subject: Subject, speech: Speech) -> bool:
    """In a transcript people will do much that is no work: there a verb of work, or a day, says that this is."""
    if _SMALL_TALK.match(rest) or first_word(rest) in _NO_VERBS:
        return False
    verb = first_word(rest)
    if _ROMANCE_WILL.match(modal):
        return bool(_ROMANCE_VERB.match(rest))
    if not verb or not rest[:1].islower():
        return False
    if verb in phrases.ACTION_VERBS:
        return True
    has_day = with_due(rest, speech.day)[1] is not None
    return has_day or not (speech.is_spoken or subject.is_own)


def _promise_of_many(clause: str, speech: Speech) -> Finding | None:
    """Nobody invited is named: "we" with a day, a team, or somebody from elsewhere with a verb of work."""
    if found := _WE.match(clause):
        return _of_nobody(clause, found.end(), speech)
    if found := _TEAM.match(clause):
        return _of_nobody(clause, found.end(), speech)
    outsider = _OUTSIDER.match(clause)
    if not outsider:
        return None
    owner = speech.people.literal(outsider["name"].strip())
    subject = Subject(owner, outsider.end("name"), owner.name)
    rest = clause[subject.end - 1 :]
    verb = _WILL.match(rest) or _TO.match(rest)
    if not owner.name or not verb or first_word(rest[verb.end() :]) not in phrases.ACTION_VERBS:
        return None
    return item(rest[verb.end() :], clause, subject, speech.day)


def _of_nobody(clause: str, end: int, speech: Speech) -> Finding | None:
    """Work with a day, and whose it is nobody says: what stands there stays whole."""
    rest = clause[end:]
    verb = _TO.match(rest) or _MUST.match(rest)
    if not verb or first_word(rest[verb.end() :]) not in phrases.ACTION_VERBS:
        return None
    found = item(clause, clause, None, speech.day)
    return found if found and found.due else None


def _asked_of(clause: str, start: int, speech: Speech) -> Finding | None:
    """``@Carla please upload the assets``."""
    known = speech.people.at_the_start(clause[start:])
    if not known:
        return None
    owner, length = known
    end = start + length
    please = _PLEASE.match(clause, end)
    rest = clause[please.end() if please else end :]
    is_asked = first_word(rest) in phrases.ACTION_VERBS | phrases.INFINITIVES
    is_asked = is_asked or (bool(please and "bitte" in please[0].casefold()) and bool(rest))
    return item(rest, clause, Subject(owner, end, clause[start:end]), speech.day) if is_asked else None


def _clauses(sentence: str, speech: Speech) -> Iterator[str]:
    """Cut where somebody else's promise begins."""
    start = tried = 0
    splits = [*_SPLITS.finditer(sentence), *_I_WILL.finditer(sentence)]
    for split in sorted(splits, key=lambda split: split.end())[:MAX_SPLITS]:
        rest = sentence[split.end() :]
        subject = subject_of(rest, speech) if split.start() >= start and tried < MAX_TRIED else None
        tried += subject is not None
        if (
            subject
            and _promised(rest[subject.end :], subject, speech)
            and _ends(sentence[start : split.start()], split, speech)
        ):
            yield sentence[start : split.start()]
            start = split.end()
    yield sentence[start:]


def _ends(clause: str, split: re.Match[str], speech: Speech) -> bool:
    """Returns whether ``clause`` is whole: no name or day that goes on behind it, and no "he said" before it."""
    first = subject_of(clause + split[0] + split.string[split.end() :], speech)
    names = first.end if first and first.is_many else 0
    begun = max(names, _after_day(clause + split[0]))
    return len(clause) >= begun and (split[0].startswith(";") or not _REPORTED.search(clause))
