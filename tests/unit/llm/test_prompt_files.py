"""A prompt file says what it is for; what is wrong with one is said by its name."""

from pathlib import Path

import pytest

from lambdas.domain.llm.purposes import Purpose
from lambdas.errors import Refused
from lambdas.llm.prompt_files import load_prompt


def test_a_prompt_is_known_by_the_hash_of_all_that_stands_in_it(tmp_path: Path) -> None:
    first, second = tmp_path / "lines.md", tmp_path / "other.md"
    first.write_text("---\npurpose: agenda\n---\nWord the lines.\n\n---\nOne each.\n")
    second.write_text("---\npurpose: agenda\nnote: x\n---\nWord the lines.\n\n---\nOne each.\n")
    prompt = load_prompt(first)
    assert (prompt.name, prompt.purpose, prompt.text) == ("lines", Purpose.AGENDA, "Word the lines.\n\n---\nOne each.")
    assert load_prompt(second).text == prompt.text
    assert load_prompt(second).version != prompt.version


@pytest.mark.parametrize(
    "content",
    ["", "Word the lines.", "---\npurpose: agenda\n---\n  \n", "---\npurpose: dance\n---\nDance.", "---\n---\nWords."],
    ids=["empty", "no front matter", "no text", "no such purpose", "no purpose"],
)
def test_a_file_that_is_no_prompt_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.md"
    path.write_text(content)
    with pytest.raises(Refused, match=r"broken\.md: begin it with --- and purpose: one of classify"):
        load_prompt(path)
