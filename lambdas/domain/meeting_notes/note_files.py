"""Reads notes out of the file or the text somebody hands in."""

from lambdas.domain.meeting_notes.texts import MAX_BYTES, MAX_LINE, MAX_LINES, SpokenLine

KINDS = (".md", ".txt", ".vtt", ".srt", ".docx")


def read_note_file(name: str, content: bytes) -> tuple[SpokenLine, ...]:
    """Raises ValueError, with a sentence for whoever handed it in, where it cannot be read or holds nothing."""
    if len(content) > MAX_BYTES:
        raise ValueError("These notes are longer than 2 MB: hand in a part of them.")
    lines = [line.strip()[:MAX_LINE] for line in content.decode("utf-8-sig", "replace").splitlines()]
    spoken = tuple(SpokenLine(number=n, text=text) for n, text in enumerate(filter(None, lines), start=1))
    if not spoken:
        raise ValueError("These notes are empty: paste or choose what was written.")
    return spoken[:MAX_LINES]
