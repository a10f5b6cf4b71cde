"""Holds the meetings gone from a calendar against those new in it, the surest rule first.

1. ``continued``: the same series has another entry at the same time. Google names an occurrence anew when somebody
   changes "this and following events".
2. ``retimed``: the series as a whole goes on at other times; its occurrences keep their order.
3. ``recreated``: another entry has the same title, at the same time or with the same people or link, within two weeks.
4. ``renamed``: another series has another title at the very same time, with exactly the same people, or half of them
   and the same link, and none else could be meant.

An occurrence that alone left a series that goes on is gone, unless a single entry took its place. One that another
calendar still shows is where it was: only a copy of it went elsewhere.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lambdas.domain.kernel.instants import iso
from lambdas.domain.meetings.alignment import align
from lambdas.domain.meetings.likeness import Identities, is_recreated, is_renamed, title_key
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import NameRule

_Candidate = Callable[[Meeting, Meeting], bool]
"""Whether the second may have taken the place of the first."""

_MAX_AT_ONCE = 400
"""More pairs than this of what begins at one time are not told apart."""

_Pairing = Callable[[Sequence[Meeting], Sequence[Meeting], _Candidate], Iterable[tuple[Meeting, Meeting]]]


@dataclass(frozen=True)
class Circumstances:
    """Answers that take all that is stored and read. ``goes_on``: the series still shows later occurrences."""

    may_replace: _Candidate
    goes_on: Callable[[Meeting], bool]
    is_held_elsewhere: Callable[[Meeting], bool]
    identities: Identities


def replacements(
    gone: Sequence[Meeting], new: Sequence[Meeting], circumstances: Circumstances
) -> Iterator[tuple[NameRule, Meeting, Meeting]]:
    """Each rule pairs what those before it left over."""
    rules: Sequence[tuple[NameRule, Callable[[Meeting], str], _Candidate, _Pairing]] = (
        (NameRule.CONTINUED, _series, lambda old, fresh: old.start == fresh.start, align),
        (NameRule.RETIMED, _series, lambda old, _: _is_retimed(old, circumstances), align),
        (NameRule.RECREATED, title_key, _while_free(is_recreated, circumstances), align),
        (NameRule.RENAMED, _time, _while_free(is_renamed, circumstances), _only_pairs),
    )
    for rule, key, holds, pairing in rules:
        is_candidate = _both(circumstances.may_replace, holds)
        pairs = [pair for olds, fresh in _groups(gone, new, key) for pair in pairing(olds, fresh, is_candidate)]
        yield from ((rule, old, fresh) for old, fresh in pairs)
        paired = {meeting.meeting_id for pair in pairs for meeting in pair}
        gone = [meeting for meeting in gone if meeting.meeting_id not in paired]
        new = [meeting for meeting in new if meeting.meeting_id not in paired]


def _groups(
    gone: Sequence[Meeting], new: Sequence[Meeting], key: Callable[[Meeting], str]
) -> Iterator[tuple[list[Meeting], list[Meeting]]]:
    olds, fresh_ones = _by(key, gone), _by(key, new)
    yield from ((olds[name], fresh_ones[name]) for name in sorted((olds.keys() & fresh_ones.keys()) - {""}))


def _only_pairs(
    olds: Sequence[Meeting], fresh_ones: Sequence[Meeting], is_candidate: _Candidate
) -> Iterator[tuple[Meeting, Meeting]]:
    """Yields those of whom neither could go with another: without a title nothing says which of two it was."""
    if len(olds) * len(fresh_ones) > _MAX_AT_ONCE:
        return
    pairs = [(old, fresh) for old in olds for fresh in fresh_ones if is_candidate(old, fresh)]
    times = Counter(meeting.meeting_id for pair in pairs for meeting in pair)
    yield from ((old, fresh) for old, fresh in pairs if times[old.meeting_id] == times[fresh.meeting_id] == 1)


def _by(key: Callable[[Meeting], str], meetings: Sequence[Meeting]) -> dict[str, list[Meeting]]:
    groups: dict[str, list[Meeting]] = {}
    for meeting in meetings:
        groups.setdefault(key(meeting), []).append(meeting)
    return groups


def _is_retimed(old: Meeting, circumstances: Circumstances) -> bool:
    return not circumstances.goes_on(old) and not circumstances.is_held_elsewhere(old)


def _while_free(is_alike: Callable[[Meeting, Meeting, Identities], bool], circumstances: Circumstances) -> _Candidate:
    def holds(old: Meeting, fresh: Meeting) -> bool:
        is_left_out = bool(fresh.series_id) and circumstances.goes_on(old)
        is_it = is_alike(old, fresh, circumstances.identities)
        return is_it and not is_left_out and not circumstances.is_held_elsewhere(old)

    return holds


def _both(one: _Candidate, other: _Candidate) -> _Candidate:
    return lambda old, fresh: one(old, fresh) and other(old, fresh)


def _series(meeting: Meeting) -> str:
    return meeting.series_id or ""


def _time(meeting: Meeting) -> str:
    return iso(meeting.start)
