"""Builds the services of notes. What a function does not use is not imported."""

from typing import TYPE_CHECKING

from lambdas import wiring

if TYPE_CHECKING:
    from lambdas.meeting_notes.add import NoteTexts
    from lambdas.meeting_notes.ended import EndedMeetings
    from lambdas.meeting_notes.keep import NotesKeeper
    from lambdas.meeting_notes.read_by_model import NotesReader
    from lambdas.meeting_notes.recordings import Recordings
    from lambdas.meeting_notes.requested import NoteReadings
    from lambdas.meeting_notes.review import NotesReviews
    from lambdas.meeting_notes.summed_up import SummaryWriter
    from lambdas.meeting_notes.transcriptions import Transcriptions, TranscriptionStart


def notes_keeper() -> "NotesKeeper":
    from lambdas.meeting_notes.keep import NotesKeeper

    return NotesKeeper(wiring.meetings(), wiring.meeting_notes(), note_readings())


def note_texts() -> "NoteTexts":
    from lambdas.meeting_notes.add import NoteTexts

    return NoteTexts(wiring.meetings(), wiring.meeting_notes(), wiring.documents(), note_readings())


def note_readings() -> "NoteReadings":
    from lambdas.meeting_notes.requested import NoteReadings

    return NoteReadings(wiring.users(), wiring.meeting_notes(), wiring.queue("note_readings"))


def notes_reader() -> "NotesReader":
    from lambdas.meeting_notes.read_by_model import NotesReader

    return NotesReader(
        meetings=wiring.meetings(),
        users=wiring.users(),
        notes=wiring.meeting_notes(),
        documents=wiring.documents(),
        llm=wiring.llm(),
        now=wiring.now,
    )


def summary_writer() -> "SummaryWriter":
    from lambdas.config_files import load_summary_wording
    from lambdas.meeting_notes.summed_up import SummaryWriter

    return SummaryWriter(
        meetings=wiring.meetings(),
        users=wiring.users(),
        notes=wiring.meeting_notes(),
        items=wiring.action_items(),
        words=load_summary_wording(),
        llm=wiring.llm(),
        now=wiring.now,
    )


def notes_reviews() -> "NotesReviews":
    from lambdas.meeting_notes.review import NotesReviews

    return NotesReviews(
        meetings=wiring.meetings(),
        users=wiring.users(),
        notes=wiring.meeting_notes(),
        documents=wiring.documents(),
        records=wiring.records(),
        items=wiring.action_items(),
        notifier=wiring.notifier(),
        readings=note_readings(),
    )


def ended_meetings() -> "EndedMeetings":
    from lambdas.meeting_notes.ended import EndedMeetings

    return EndedMeetings(
        meetings=wiring.meetings(),
        users=wiring.users(),
        texts=wiring.material_texts(),
        notes=wiring.meeting_notes(),
        outcomes=wiring.outcomes(),
        notifier=wiring.notifier(),
        timer=wiring.ended_timer(),
    )


def recordings() -> "Recordings":
    from lambdas.meeting_notes.recordings import Recordings

    return Recordings(
        meetings=wiring.meetings(),
        recordings=wiring.voice_recordings(),
        documents=wiring.documents(),
        queue=wiring.queue("recordings"),
        is_transcribed=wiring.is_voice_transcribed(),
    )


def transcription_start() -> "TranscriptionStart":
    from lambdas.meeting_notes.transcriptions import TranscriptionStart

    return TranscriptionStart(
        wiring.voice_recordings(),
        wiring.transcriber(),
        wiring.queue("transcripts"),
        wiring.transcription_timer(),
    )


def transcriptions() -> "Transcriptions":
    from lambdas.meeting_notes.transcriptions import Transcriptions

    return Transcriptions(
        recordings=wiring.voice_recordings(),
        documents=wiring.documents(),
        meetings=wiring.meetings(),
        users=wiring.users(),
        texts=note_texts(),
        reviews=notes_reviews(),
        notifier=wiring.notifier(),
        transcriber=wiring.transcriber(),
    )
