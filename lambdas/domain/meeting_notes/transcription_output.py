"""Reads what Amazon Transcribe writes: words with their speakers, as lines of what was said.

https://docs.aws.amazon.com/transcribe/latest/dg/diarization-output-batch.html: ``results.items`` are the words and
the marks between them, each word with its ``speaker_label`` where voices were told apart; ``speaker_labels.segments``
say the same by time, and older outputs only there.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from pydantic import ConfigDict, Field, ValidationError

from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import plain
from lambdas.domain.meeting_notes.texts import MAX_LINE, MAX_LINES, SpokenLine

CANNED = "[ministack mock transcript]"
"""The embedded engine's answer to every recording: nobody said it."""
NO_TRANSCRIBER = "Voice needs a transcriber: type or paste instead."
NOTHING_HEARD = "Nothing was heard in it."
UNREADABLE = "What was heard in it could not be read."
SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！")


class _Part(Model):
    """A part of the output, of which AMO reads some fields."""

    model_config = ConfigDict(extra="ignore")


class _Heard(_Part):
    content: str = ""


class _Word(_Part):
    """A word, or a mark between two."""

    type: Literal["pronunciation", "punctuation"] = "pronunciation"
    start_time: str = ""
    speaker_label: str = ""
    alternatives: tuple[_Heard, ...] = ()

    @property
    def text(self) -> str:
        return plain(self.alternatives[0].content) if self.alternatives else ""


class _Labelled(_Part):
    start_time: str = ""
    speaker_label: str = ""


class _Segment(_Part):
    items: tuple[_Labelled, ...] = ()


class _SpeakerLabels(_Part):
    segments: tuple[_Segment, ...] = ()


class _Results(_Part):
    items: tuple[_Word, ...] = ()
    speaker_labels: _SpeakerLabels = Field(default_factory=_SpeakerLabels)


class _Output(_Part):
    results: _Results


class _Said(Model):
    speaker: str
    text: str


def lines_of_output(content: bytes) -> tuple[SpokenLine, ...]:
    """A line for each sentence of each speaker, who are called Speaker 1, 2 ... in the order they begin to speak.

    Raises ValueError, with a sentence for whoever spoke, where nothing was heard or nobody listened.
    """
    try:
        results = _Output.model_validate_json(content).results
    except ValidationError as error:
        raise ValueError(UNREADABLE) from error
    items = [item for item in results.items if item.text]
    if " ".join(item.text for item in items[:8]).startswith(CANNED):
        raise ValueError(NO_TRANSCRIBER)
    said = tuple(_sentences(items, _labels_by_time(results)))
    if not said:
        raise ValueError(NOTHING_HEARD)
    return spoken_lines([(one.speaker, one.text) for one in said])


def spoken_lines(said_by: Sequence[tuple[str, str]]) -> tuple[SpokenLine, ...]:
    """Numbered, from pairs of a voice's label ("" where voices were not told apart) and what it says."""
    voices = list(dict.fromkeys(label for label, _ in said_by if label))
    names = {"": "", **{label: f"Speaker {place}" for place, label in enumerate(voices, start=1)}}
    numbered = enumerate(said_by[:MAX_LINES], start=1)
    return tuple(
        SpokenLine(number=number, text=text[:MAX_LINE], speaker=names[label]) for number, (label, text) in numbered
    )


def _labels_by_time(results: _Results) -> Mapping[str, str]:
    return {
        item.start_time: item.speaker_label for segment in results.speaker_labels.segments for item in segment.items
    }


def _sentences(items: Sequence[_Word], by_time: Mapping[str, str]) -> Iterator[_Said]:
    """A sentence ends where it is marked, where somebody else speaks, and before it is too long for a line."""
    speaker, text = "", ""
    for item in items:
        if item.type == "punctuation":
            text += item.text
        else:
            label = item.speaker_label or by_time.get(item.start_time, "")
            if text and (label != speaker or text.endswith(SENTENCE_ENDS) or len(text) + len(item.text) >= MAX_LINE):
                yield _Said(speaker=speaker, text=text)
                text = ""
            speaker, text = label, f"{text} {item.text}".strip()
    if text:
        yield _Said(speaker=speaker, text=text)
