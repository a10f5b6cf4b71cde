"""After a meeting: what was said is handed in, and what it comes to is confirmed, in Slack as on the page.

Nothing counts before its owner confirmed it. What cannot be taken is said, with the form as it was filled in.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from lambdas import wiring
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meeting_notes.candidates import MAX_WHAT, Candidate, kinds_counted
from lambdas.domain.meeting_notes.review import CandidateVerdict
from lambdas.domain.meeting_notes.sheet import CandidateAnswer, ReviewSheet
from lambdas.domain.meeting_notes.texts import NoteSource
from lambdas.edges.commands import notes as commands
from lambdas.edges.commands.items import day_of_text
from lambdas.edges.slack.context import SlackContext, as_post
from lambdas.edges.slack.delivery import Click, Submission
from lambdas.edges.slack.forms import NOTHING_LOST, keep_typed, open_form, typed_before
from lambdas.edges.slack.views import title_of
from lambdas.errors import Conflict, Refused
from lambdas.meeting_notes.messages import NOTHING_NOTED, ended_message_id
from lambdas.slack.blocks import Block, actions, button, link, message_id_of, said, titled
from lambdas.slack.cards import settle
from lambdas.slack.modals import NOTHING_TYPED, TICKED
from lambdas.slack.note_views import (
    ADDED,
    CONFIRM_FORM,
    MAX_OWNER,
    NOTES_FORM,
    SheetVersion,
    confirm_form,
    found_blocks,
    found_words,
    notes_form,
    offer_again,
)

PASTED = "notes.txt"
NONE_TICKED = "Nothing was ticked and nothing added, so nothing changed."
AFTERWARDS = "What is open comes up when the next one is prepared."


def add_notes(context: SlackContext, click: Click) -> None:
    _open_notes(context, click, NOTHING_TYPED)


def review_notes(context: SlackContext, click: Click) -> None:
    _open_review(context, click, NOTHING_TYPED)


def nothing_to_note(context: SlackContext, click: Click) -> None:
    commands.say_nothing(context.user_id, click.value)
    context.close(message_id_of(click.block_id), NOTHING_NOTED, click.anchor)


def hand_in(context: SlackContext, meeting_id: str, name: str, content: bytes) -> None:
    """Raises NotFound for somebody else's meeting, Refused for what cannot be read."""
    commands.add_notes(context.user_id, meeting_id, name, content, NoteSource.SLACK)


def tell_found(context: SlackContext, meeting_id: str, card: str) -> None:
    """Says what waits to be confirmed by now, below the message that asked; a card of this name is changed."""
    title = title_of(wiring.meetings().get(context.user_id, meeting_id))
    sheet = commands.review_sheet(context.user_id, meeting_id)
    words, blocks = found_words(title, sheet), [*found_blocks(meeting_id, title, sheet, wiring.settings().public_url)]
    if standing := context.posting.standing(context.user_id, card):
        context.posting.change(standing, as_post(words, blocks))
    else:
        context.show(words, blocks, asking_thread(context, meeting_id), card)


def asking_thread(context: SlackContext, meeting_id: str) -> str:
    """The message that asked how it went, where it stands in this direct message; else empty."""
    asked = context.posting.standing(context.user_id, ended_message_id(meeting_id))
    return asked.ts if asked and asked.channel_id == context.link.channel_id else ""


def _open_notes(context: SlackContext, click: Click, typed: Mapping[str, str]) -> None:
    tracked = wiring.meetings().get(context.user_id, click.value)
    page = f"{wiring.settings().public_url}/meetings/{tracked.meeting.meeting_id}?tab=notes"
    open_form(context, click, notes_form(tracked.meeting.meeting_id, title_of(tracked), typed), page)


def _open_review(context: SlackContext, click: Click, typed: Mapping[str, str]) -> None:
    tracked = wiring.meetings().get(context.user_id, click.value)
    meeting_id = tracked.meeting.meeting_id
    page = f"{wiring.settings().public_url}/meetings/{meeting_id}/review"
    sheet = commands.review_sheet(context.user_id, meeting_id)
    open_form(context, click, confirm_form(meeting_id, title_of(tracked), sheet, page, typed), page)


def _open_notes_again(context: SlackContext, click: Click) -> None:
    _open_notes(context, click, typed_before(context, _draft(NOTES_FORM, click.value)))


def _open_review_again(context: SlackContext, click: Click) -> None:
    _open_review(context, click, typed_before(context, _draft(CONFIRM_FORM, click.value)))


def _notes_sent(context: SlackContext, submission: Submission) -> None:
    meeting_id = wiring.meetings().get(context.user_id, submission.value).meeting.meeting_id
    try:
        hand_in(context, meeting_id, PASTED, submission.typed.get("notes", "").encode("utf-8", "replace"))
    except Refused as error:
        _offer_again(context, submission, meeting_id, error)
        return
    tell_found(context, meeting_id, f"found-{context.key}")


def _review_sent(context: SlackContext, submission: Submission) -> None:
    """Done again, it says the same: what is confirmed already is confirmed once."""
    asked = SheetVersion.read(submission.value)
    meeting_id = wiring.meetings().get(context.user_id, asked.meeting_id).meeting.meeting_id
    try:
        answers = list(_answers(submission.typed, commands.review_sheet(context.user_id, meeting_id)))
        if not answers:
            raise Refused(NONE_TICKED)
        commands.confirm_notes(context.user_id, meeting_id, answers, asked.version)
    except (Conflict, Refused) as error:
        _offer_again(context, submission, meeting_id, error)
        return
    _tell_confirmed(context, meeting_id, answers)


def _answers(typed: Mapping[str, str], sheet: ReviewSheet) -> Iterator[CandidateAnswer]:
    """Leaves what a form does not show of a candidate as it was found. Raises Refused for a day that is none."""
    answered = {one.found: one.candidate for one in sheet.reviewed}
    known = answered | {candidate.candidate_id: candidate for candidate in sheet.open}
    keys = [name.removeprefix("what-") for name in typed if name.startswith("what-")]
    for key in keys:
        if key != ADDED:
            yield _answer(key, typed, known.get(key))
        elif typed[f"what-{ADDED}"].strip():
            yield _worded(typed, ADDED, CandidateAnswer())


def _answer(key: str, typed: Mapping[str, str], found: Candidate | None) -> CandidateAnswer:
    kept = found.model_dump(include={"kind", "what", "owner", "due", "why"}) if found else {}
    base = CandidateAnswer.model_validate({"found": key, **kept})
    if typed.get(f"keep-{key}") != TICKED:
        return base.model_copy(update={"verdict": CandidateVerdict.DROPPED})
    return _worded(typed, key, base)


def _worded(typed: Mapping[str, str], key: str, base: CandidateAnswer) -> CandidateAnswer:
    worded: dict[str, object] = {"what": one_line(typed.get(f"what-{key}", ""), MAX_WHAT)}
    if f"owner-{key}" in typed:
        worded["owner"] = one_line(typed[f"owner-{key}"], MAX_OWNER)
    if f"due-{key}" in typed:
        worded["due"] = day_of_text(day) if (day := typed[f"due-{key}"]) else None
    return base.model_copy(update=worded)


def _tell_confirmed(context: SlackContext, meeting_id: str, answers: Iterable[CandidateAnswer]) -> None:
    """With nothing left to confirm, the message that asked asks no more."""
    given = list(answers)
    kept = [one.kind for one in given if one.verdict is CandidateVerdict.KEPT]
    dropped = f"{len(given) - len(kept)} dropped" if len(kept) < len(given) else ""
    words = f"Confirmed: {'; '.join(filter(None, (kinds_counted(kept) or 'nothing', dropped)))}."
    title = title_of(wiring.meetings().get(context.user_id, meeting_id))
    is_all = not commands.review_sheet(context.user_id, meeting_id).open
    if is_all:
        message_id = ended_message_id(meeting_id)
        settle(context.posting, context.user_id, message_id, wiring.settings().public_url, words)
    blocks = list(_confirmed_blocks(title, words, meeting_id, is_all=is_all))
    context.show(f"{title}: {words}", blocks, asking_thread(context, meeting_id))


def _confirmed_blocks(title: str, words: str, meeting_id: str, *, is_all: bool) -> Iterator[Block]:
    yield from titled(title, [words])
    rest = [] if is_all else [button("review_notes", "Confirm the rest …", meeting_id, "primary")]
    yield actions(f"confirmed-{meeting_id}", [*rest, link("see_items", "Open items", f"{_page()}/items")])
    yield said(AFTERWARDS)


def _offer_again(context: SlackContext, submission: Submission, meeting_id: str, problem: Exception) -> None:
    keep_typed(context, submission, _draft(submission.callback_id, meeting_id))
    text = f"{problem} {NOTHING_LOST}"
    blocks = list(offer_again(text, submission.callback_id, meeting_id))
    context.show(text, blocks, asking_thread(context, meeting_id))


def _draft(form: str, meeting_id: str) -> str:
    return f"{form}:{meeting_id}"


def _page() -> str:
    return wiring.settings().public_url


CLICKS: Mapping[str, Callable[[SlackContext, Click], None]] = {
    "add_notes": add_notes,
    "nothing_to_note": nothing_to_note,
    "review_notes": review_notes,
    f"again_{NOTES_FORM}": _open_notes_again,
    f"again_{CONFIRM_FORM}": _open_review_again,
}
SUBMISSIONS: Mapping[str, Callable[[SlackContext, Submission], None]] = {
    NOTES_FORM: _notes_sent,
    CONFIRM_FORM: _review_sent,
}
