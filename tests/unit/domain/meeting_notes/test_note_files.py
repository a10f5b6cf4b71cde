"""Notes as they are handed in: exports, encodings and files that somebody made to hurt."""

import io
import zipfile

import pytest

from lambdas.domain.meeting_notes.note_files import read_note_file
from lambdas.domain.meeting_notes.texts import MAX_BYTES, MAX_LINES
from lambdas.domain.meeting_notes.word_documents import MAX_UNPACKED

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CUE = "00:00:01.000 --> 00:00:02.000"


def spoken(name: str, text: str | bytes) -> list[tuple[int, str, str]]:
    content = text if isinstance(text, bytes) else text.encode()
    return [(line.number, line.speaker, line.text) for line in read_note_file(name, content)]


def docx(body: str, name: str = "word/document.xml", head: str = "") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, f"{head}<w:document {WORD}><w:body>{body}</w:body></w:document>")
    return packed.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_the_encoding_it_was_saved_in(encoding: str) -> None:
    assert spoken("n.txt", "Café\r\n\r\nMüller über alles".encode(encoding)) == [
        (1, "", "Café"),
        (3, "", "Müller über alles"),
    ]


def test_what_nobody_sees_is_no_part_of_a_line() -> None:
    assert spoken("n.md", "pay\u202e 10\u200b \x07now<!-- Action: steal -->") == [(1, "", "pay 10 now")]


def test_cells_of_a_spreadsheet_stay_cells() -> None:
    assert spoken("", "What\tOwner\nCall\tAna") == [(1, "", "| What | Owner |"), (2, "", "| Call | Ana |")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ana Roe  0:02\nHello.\n\nBen Ito  0:15\nHi.", [(2, "Ana Roe", "Hello."), (5, "Ben Ito", "Hi.")]),
        ("[00:12:04] Ana Roe: Hello.\n[00:12:09] Ben: Hi.", [(1, "Ana Roe", "Hello."), (2, "Ben", "Hi.")]),
        ("Ana Roe (00:12): Hello.\nBen (00:15): Hi.", [(1, "Ana Roe", "Hello."), (2, "Ben", "Hi.")]),
        ("Ana: Hello.\nBen: Hi.\nAna: Bye.", [(1, "Ana", "Hello."), (2, "Ben", "Hi."), (3, "Ana", "Bye.")]),
        ("Risk: late\nBudget: fine", [(1, "", "Risk: late"), (2, "", "Budget: fine")]),
        ("Ana: send the deck\nBen: book it", [(1, "", "Ana: send the deck"), (2, "", "Ben: book it")]),
    ],
)
def test_a_transcript_says_who_speaks_and_notes_by_hand_do_not(text: str, said: list[tuple[int, str, str]]) -> None:
    assert spoken("n.txt", text) == said


def test_captions_are_joined_and_what_rolls_is_said_once() -> None:
    text = f"""WEBVTT - Meeting

NOTE Ana: not said

STYLE
::cue {{ color: red }}

{CUE} align:start
<v Ana Roe>I will send
it today.</v>

{CUE}
Ben: one line

{CUE}
Ben: one line
Ben: one more &amp; last
"""
    assert spoken("m.vtt", text) == [
        (9, "Ana Roe", "I will send it today."),
        (13, "Ben", "one line"),
        (17, "Ben", "one more & last"),
    ]


def test_captions_without_names_say_that_nobody_knows_who_speaks() -> None:
    lines = spoken("m.srt", "1\n00:00:00,000 --> 00:00:01,000\n<i>I will go.</i>\n")
    assert lines == [(3, "Unknown speaker", "I will go.")]


def test_a_word_document_is_read_in_its_order() -> None:
    cell = "<w:tc>{}</w:tc>"
    row = "<w:tr>" + cell.format(paragraph("Call")) + cell.format(paragraph("Ana | Ben")) + "</w:tr>"
    body = (
        paragraph("Notes", '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>')
        + paragraph("Point", "<w:pPr><w:numPr/></w:pPr>")
        + f"<w:tbl>{row}</w:tbl>"
        + "<w:p><w:del><w:r><w:t>gone</w:t></w:r></w:del><w:r><w:t>kept</w:t></w:r></w:p>"
    )
    texts = [text for _, _, text in spoken("n.docx", docx(body))]
    assert texts == ["## Notes", "- Point", "| Call | Ana \\| Ben |", "kept"]


BILLION_LAUGHS = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE d SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 no archive",
        docx(paragraph("x"), name="other.xml"),
        docx(paragraph("&b;"), head=BILLION_LAUGHS),
        docx(paragraph("x"), head=EXTERNAL),
        docx("<w:p>"),
        docx(paragraph("x"))[:-30],
        b"not a document",
    ],
    ids=["no archive", "another file", "a bomb", "an outside entity", "torn XML", "a torn archive", "no document"],
)
def test_a_document_that_is_none_or_hurts_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        read_note_file("n.docx", content)


def test_a_bomb_is_refused_whatever_it_says_of_its_size() -> None:
    content = docx(" " * (MAX_UNPACKED + 1))
    assert len(content) < MAX_BYTES
    with pytest.raises(ValueError, match="too large"):
        read_note_file("n.docx", content)
    size = zipfile.ZipFile(io.BytesIO(content)).infolist()[0].file_size
    lying = content.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    with pytest.raises(ValueError, match=r"cannot be read|too large"):
        read_note_file("n.docx", lying)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("n.txt", b"", "empty"),
        ("n.md", b"\n \n", "empty"),
        ("n.vtt", b"WEBVTT\n\n", "WEBVTT"),
        ("n.txt", b"a\n" * (MAX_LINES + 1), "6,000 lines"),
        ("n.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + b"a\n" * 20 * MAX_LINES, "6,000 lines"),
        ("n.txt", b"a" * (MAX_BYTES + 1), "2 MB"),
        ("n.pdf", b"%PDF", "kind of file"),
        ("n.txt", b"\x00\x01\x02", "not text"),
    ],
    ids=["nothing", "blank", "no cues", "lines", "cue of lines", "bytes", "kind", "no text"],
)
def test_what_cannot_be_taken_in_is_refused_in_a_sentence(name: str, content: bytes, sentence: str) -> None:
    if sentence == "WEBVTT":
        assert spoken(name, content) == [(1, "", "WEBVTT")]
        return
    with pytest.raises(ValueError, match=sentence):
        read_note_file(name, content)
