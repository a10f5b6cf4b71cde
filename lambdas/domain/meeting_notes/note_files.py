"""Reads notes out of the file or the text somebody hands in: what it says, line by line, by whoever says it.

A line's number is that of the file's own line, so that it is found again in an editor; a Word document's lines are its
paragraphs and the rows of its tables.
"""

import codecs
from collections.abc import Sequence

from lambdas.domain.kernel.plain_text import plain
from lambdas.domain.meeting_notes.captions import captioned, is_captions
from lambdas.domain.meeting_notes.texts import MAX_BYTES, MAX_LINE, MAX_LINES, SpokenLine
from lambdas.domain.meeting_notes.transcripts import TextLine, transcribed
from lambdas.domain.meeting_notes.word_documents import row_line, word_lines

MAX_FILE_LINES = 10 * MAX_LINES
"""With those that say nothing: names of captions, times, empty ones."""
KINDS = (".md", ".txt", ".vtt", ".srt", ".docx")
OTHERS = (
    ".doc",
    ".odt",
    ".rtf",
    ".pdf",
    ".pages",
    ".xls",
    ".xlsx",
    ".pptx",
    ".html",
    ".png",
    ".jpg",
    ".mp3",
    ".mp4",
    ".m4a",
    ".zip",
)

_TOO_LONG = "These notes are longer than 2 MB: hand in a part of them."
_TOO_MANY = f"These notes have more than {MAX_LINES:,} lines: hand in a part of them."
_EMPTY = "These notes are empty: paste or choose what was written."
_OTHER = "This kind of file cannot be read: bring .md, .txt, .vtt, .srt or .docx, or paste the text."
_NO_TEXT = "This file is not text: bring .md, .txt, .vtt, .srt or .docx, or paste the text."
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ZIP = b"PK\x03\x04"


def read_note_file(name: str, content: bytes) -> tuple[SpokenLine, ...]:
    """Raises ValueError, with a sentence for whoever handed it in, where it cannot be read or holds nothing."""
    if len(content) > MAX_BYTES:
        raise ValueError(_TOO_LONG)
    kind = name.strip().casefold()
    if kind.endswith(OTHERS):
        raise ValueError(_OTHER)
    if kind.endswith(".docx") or content.startswith(_ZIP):
        spoken = _read(word_lines(content))
    else:
        lines = _decoded(content).splitlines()
        if len(lines) > MAX_FILE_LINES:
            raise ValueError(_TOO_MANY)
        is_timed = kind.endswith((".vtt", ".srt")) or is_captions(lines)
        spoken = (captioned(lines) if is_timed else ()) or _read(lines)
    if not spoken:
        raise ValueError(_EMPTY)
    if len(spoken) > MAX_LINES:
        raise ValueError(_TOO_MANY)
    return spoken


def _decoded(content: bytes) -> str:
    encoding = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeError:
        text = content.decode("cp1252", "replace") if encoding == "utf-8" else ""
    if "\0" in text or (content and not text):
        raise ValueError(_NO_TEXT)
    return text.replace("\f", "\n").replace("\v", "\n")


def _read(lines: Sequence[str]) -> tuple[SpokenLine, ...]:
    cleaned = (TextLine(number, _line(line)) for number, line in enumerate(lines, start=1))
    told = [line for line in cleaned if line.text]
    if len(told) > MAX_LINES:
        raise ValueError(_TOO_MANY)
    return transcribed(told) or tuple(SpokenLine(number=line.number, text=line.text) for line in told)


def _line(line: str) -> str:
    """Cells that a spreadsheet separates by tabs stay cells."""
    cut = line.strip()[: 2 * MAX_LINE]
    if "\t" in cut and not cut.startswith("|"):
        cells = cut.split("\t")
        return plain(row_line(cells) if len([cell for cell in cells if cell.strip()]) > 1 else " ".join(cells))[
            :MAX_LINE
        ]
    return plain(cut)[:MAX_LINE]
