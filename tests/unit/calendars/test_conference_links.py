import pytest

from lambdas.calendars.conference_links import conference_link


def test_a_field_made_for_it_wins_over_the_text() -> None:
    assert conference_link(["https://meet.example.org/a"], ["https://zoom.us/j/1"]) == "https://meet.example.org/a"


def test_a_link_in_the_text_counts_when_its_host_is_known() -> None:
    text = "Agenda: https://example.org/agenda\nJoin: https://acme.zoom.us/j/123?pwd=x."
    assert conference_link([], ["", text]).startswith("https://acme.zoom.us/j/123")


@pytest.mark.parametrize(
    "text",
    [
        "http://zoom.us/j/1",
        "https://zoom.us.evil.example/j/1",
        "https://zoom.us@evil.example/j/1",
        "https://notzoom.us/j/1",
        "javascript:alert(1)",
        "https://[zoom.us/j",
    ],
)
def test_a_link_that_leads_elsewhere_is_none(text: str) -> None:
    assert conference_link([], [text]) == ""
