"""A meeting's minutes shared out among its sections, to the minute."""

from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.agenda.minutes import SHORTEST, Slot, share_out

slots = st.lists(
    st.builds(Slot, key=st.uuids().map(str), weight=st.integers(1, 9), asked=st.integers(0, 120), brief=st.booleans()),
    min_size=1,
    max_size=20,
)


@given(st.integers(1, 1000), slots)
def test_shares_add_up_to_the_minute_for_any_length(total: int, wanted: list[Slot]) -> None:
    assert sum(share_out(total, wanted).values()) == total


@given(st.integers(5, 1000), slots)
def test_no_section_is_too_short_to_say_anything(total: int, wanted: list[Slot]) -> None:
    assert min(share_out(total, wanted).values()) >= SHORTEST


@given(st.integers(1, 1000), slots)
def test_what_goes_for_lack_of_time_is_always_the_least_important(total: int, wanted: list[Slot]) -> None:
    kept = share_out(total, wanted)
    assert list(kept) == [slot.key for slot in wanted[: len(kept)]]


@given(st.integers(5, 200).map(lambda steps: steps * 5), slots)
def test_minutes_stay_on_the_grid_people_plan_in(total: int, wanted: list[Slot]) -> None:
    unasked = [slot.model_copy(update={"asked": 0}) for slot in wanted]
    assert all(minutes % 5 == 0 for minutes in share_out(total, unasked).values())


def test_a_five_minute_meeting_has_one_section() -> None:
    assert share_out(5, [Slot(key="a"), Slot(key="b"), Slot(key="c")]) == {"a": 5}


def test_a_meeting_without_length_is_not_timed() -> None:
    assert share_out(0, [Slot(key="a")]) == {}
    assert share_out(-30, [Slot(key="a")]) == {}


def test_heavier_sections_get_more_and_brief_ones_stay_short() -> None:
    shares = share_out(
        90, [Slot(key="main", weight=6), Slot(key="side", weight=2), Slot(key="end", weight=9, brief=True)]
    )
    assert shares["main"] > shares["side"] > shares["end"] == 5


def test_the_times_of_the_invitation_are_kept_where_they_fit() -> None:
    assert share_out(60, [Slot(key="a", asked=40), Slot(key="b")]) == {"a": 40, "b": 20}
    assert sum(share_out(30, [Slot(key="a", asked=40), Slot(key="b")]).values()) == 30
