"""The text of a Word document: its paragraphs, lists and tables in order. Its XML is hostile.

Read with expat itself, which keeps no tree: any declaration of a document type or an entity is refused, and what is
unpacked is counted while it is unpacked, whatever the archive says of itself.
"""

import zipfile
import zlib
from io import BytesIO
from typing import Any
from xml.parsers import expat

MAX_UNPACKED = 24 * 1024 * 1024
MAX_FILES = 4000
MAX_TEXT = 2 * 1024 * 1024
"""Characters of the text itself."""
CHUNK = 64 * 1024
DOCUMENT = "word/document.xml"
UNREADABLE = "This Word document cannot be read: save it again, or paste its text."
TOO_LARGE = "This Word document is too large: paste the part that matters."

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_UNREAD = frozenset({"del", "moveFrom", "instrText", "delText", "txbxContent"})
"""What was deleted, codes of fields, and boxes of text, which stand in a document twice."""


def word_lines(content: bytes) -> list[str]:
    """A paragraph a line, a table's row as ``| a | b |``. Raises ValueError, with a sentence, where it is not one."""
    reader = _WordReader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    for refused in ("StartDoctypeDeclHandler", "EntityDeclHandler", "ExternalEntityRefHandler"):
        setattr(parser, refused, _refuse)
    try:
        _parse(content, parser)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, expat.ExpatError, zlib.error, NotImplementedError) as error:
        raise ValueError(UNREADABLE) from error
    except (KeyError, RuntimeError, EOFError, OSError) as error:  # no such part; encrypted; cut off
        raise ValueError(UNREADABLE) from error
    return reader.lines


def _parse(content: bytes, parser: Any) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if len(archive.infolist()) > MAX_FILES or archive.getinfo(DOCUMENT).file_size > MAX_UNPACKED:
            raise ValueError(TOO_LARGE)
        unpacked = 0
        with archive.open(DOCUMENT) as part:
            while chunk := part.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > MAX_UNPACKED:
                    raise ValueError(TOO_LARGE)
                parser.Parse(chunk, False)
        parser.Parse(b"", True)


def _refuse(*_: object) -> None:
    raise ValueError(UNREADABLE)


class _WordReader:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self._paragraph: list[str] = []
        self._cells: list[str] = []
        self._cell: list[str] = []
        self._tables = 0
        self._unread = 0
        self._is_text = False
        self._is_item = False
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _tag(name)
        if self._unread or tag in _UNREAD:
            self._unread += 1
        elif tag == "tbl":
            self._tables += 1
        elif tag == "tr" and self._tables == 1:
            self._cells = []
        elif tag == "tc" and self._tables == 1:
            self._cell = []
        elif tag == "p":
            self._paragraph, self._is_item = [], False
        elif tag in ("t", "tab", "br", "cr", "numPr", "pStyle"):
            self._within(tag, attributes)

    def _within(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "t":
            self._is_text = True
        elif tag in ("br", "cr"):
            self._end_line()
        elif tag == "tab":
            self._paragraph.append("\t")
        else:
            style = next((value for name, value in attributes.items() if _tag(name) == "val"), "")
            self._is_item = self._is_item or tag == "numPr" or style.startswith("List")
            if tag == "pStyle" and style.casefold().startswith(("heading", "title")):
                self._paragraph.append("## ")

    def end(self, name: str) -> None:
        tag = _tag(name)
        if self._unread:
            self._unread -= 1
        elif tag == "t":
            self._is_text = False
        elif tag == "p":
            self._end_line()
        elif tag == "tc" and self._tables == 1:
            self._cells.append(" ".join(self._cell))
        elif tag == "tr" and self._tables == 1:
            self.lines.append(row_line(self._cells))
        elif tag == "tbl":
            self._tables -= 1

    def text(self, text: str) -> None:
        if self._is_text and not self._unread:
            self._length += len(text)
            if self._length > MAX_TEXT:
                raise ValueError(TOO_LARGE)
            self._paragraph.append(text)

    def _end_line(self) -> None:
        line = "".join(self._paragraph).strip()
        self._paragraph = []
        if self._tables:
            self._cell.append(line)
        else:
            self.lines.append(f"- {line}" if line and self._is_item else line)


def row_line(cells: list[str]) -> str:
    """A table's row, as Markdown has it."""
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def _tag(name: str) -> str:
    """The name of Word's own; anything else's is empty."""
    space, _, tag = name.rpartition(" ")
    return tag if space in (_WORD, _STRICT) else ""
