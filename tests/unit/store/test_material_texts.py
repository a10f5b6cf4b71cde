from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from lambdas.aws.table import Table
from lambdas.domain.agenda.material_text import MaterialText
from lambdas.store.material_texts import LIFE, MaterialTexts

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def texts(table: Callable[[str], Table]) -> MaterialTexts:
    return MaterialTexts(table("material_texts"))


def a_text(meeting_id: str = "m1", user_id: str = "u1", days: int = 1) -> MaterialText:
    start = NOW + timedelta(days=days)
    return MaterialText(user_id=user_id, meeting_id=meeting_id, title="Board", start=start, written_at=NOW)


def test_a_users_own_texts_come_latest_meeting_first(texts: MaterialTexts) -> None:
    for text in (a_text("m1", days=1), a_text("m2", days=5), a_text("m3", "u2")):
        texts.put(text)
    assert [text.meeting_id for text in texts.of_user("u1", NOW)] == ["m2", "m1"]
    assert texts.find("u1", "m1", NOW) == a_text("m1", days=1)
    assert texts.find("u1", "m3", NOW) is None


def test_a_text_is_gone_with_the_documents_also_while_its_row_still_lies_there(texts: MaterialTexts) -> None:
    texts.put(a_text())
    assert texts.of_user("u1", NOW + LIFE) == []
    assert texts.find("u1", "m1", NOW + LIFE) is None


def test_what_is_deleted_is_not_found_and_deleting_again_is_fine(texts: MaterialTexts) -> None:
    texts.put(a_text())
    texts.delete("u1", "m1")
    texts.delete("u1", "m1")
    assert texts.find("u1", "m1", NOW) is None
