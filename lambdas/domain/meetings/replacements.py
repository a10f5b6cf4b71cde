"""Holds the meetings gone from a calendar against those new in it, the surest rule first.

1. ``continued``: the same series has another entry at the same time. Google names an occurrence anew when somebody
   changes "this and following events".
2. ``retimed``: the series as a whole goes on at other times; its occurrences keep their order.
3. ``recreated``: another entry has the same title, at the same time or with the same people or link, within two weeks.

An occurrence that alone left a series that goes on is gone, unless a single entry took its place. One that another
calendar still shows is where it was: only a copy of it went elsewhere.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lambdas.domain.meetings.alignment import align
from lambdas.domain.meetings.likeness import Identities, is_recreated, title_key
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import NameRule

_Candidate = Callable[[Meeting, Meeting], bool]
"""Whether the second may have taken the place of the first."""


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
    rules: Sequence[tuple[NameRule, Callable[[Meeting], str], _Candidate]] = (
        (NameRule.CONTINUED, _series, lambda old, fresh: old.start == fresh.start),
        (NameRule.RETIMED, _series, lambda old, _: _is_retimed(old, circumstances)),
        (NameRule.RECREATED, title_key, lambda old, fresh: _is_recreated(old, fresh, circumstances)),
    )
    for rule, key, holds in rules:
        pairs = list(_paired(gone, new, key, _both(circumstances.may_replace, holds)))
        yield from ((rule, old, fresh) for old, fresh in pairs)
        paired = {meeting.meeting_id for pair in pairs for meeting in pair}
        gone = [meeting for meeting in gone if meeting.meeting_id not in paired]
        new = [meeting for meeting in new if meeting.meeting_id not in paired]


def _paired(
    gone: Sequence[Meeting],
    new: Sequence[Meeting],
    key: Callable[[Meeting], str],
    is_candidate: _Candidate,
) -> Iterator[tuple[Meeting, Meeting]]:
    olds, fresh_ones = _by(key, gone), _by(key, new)
    for name in sorted((olds.keys() & fresh_ones.keys()) - {""}):
        yield from align(olds[name], fresh_ones[name], is_candidate)


def _by(key: Callable[[Meeting], str], meetings: Sequence[Meeting]) -> dict[str, list[Meeting]]:
    groups: dict[str, list[Meeting]] = {}
    for meeting in meetings:
        groups.setdefault(key(meeting), []).append(meeting)
    return groups


def _is_retimed(old: Meeting, circumstances: Circumstances) -> bool:
    return not circumstances.goes_on(old) and not circumstances.is_held_elsewhere(old)


def _is_recreated(old: Meeting, fresh: Meeting, circumstances: Circumstances) -> bool:
    is_left_out = bool(fresh.series_id) and circumstances.goes_on(old)
    return (
        is_recreated(old, fresh, circumstances.identities)
        and not is_left_out
        and not circumstances.is_held_elsewhere(old)
    )


def _both(one: _Candidate, other: _Candidate) -> _Candidate:
    return lambda old, fresh: one(old, fresh) and other(old, fresh)


def _series(meeting: Meeting) -> str:
    return meeting.series_id or ""
