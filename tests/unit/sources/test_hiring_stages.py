"""Stages as customers of applicant tracking systems name them."""

import pytest

from lambdas.domain.records.statuses import HiringStage
from lambdas.sources.hiring_stages import furthest, stage_of


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("Application Review", HiringStage.SCREENING),
        ("Preliminary Phone Screen", HiringStage.SCREENING),
        ("Phone interview", HiringStage.SCREENING),
        ("Hiring Manager Screen", HiringStage.SCREENING),
        ("New applicant", HiringStage.SCREENING),
        ("applicant-new", HiringStage.SCREENING),
        ("New lead", HiringStage.SOURCING),
        ("lead-reached-out", HiringStage.SOURCING),
        ("Responded", HiringStage.SOURCING),
        ("Assessment", HiringStage.INTERVIEW),
        ("Take Home Test", HiringStage.INTERVIEW),
        ("On-site interview", HiringStage.INTERVIEW),
        ("Technical Lead Interview", HiringStage.INTERVIEW),
        ("Face to Face", HiringStage.INTERVIEW),
        ("Reference Check", HiringStage.INTERVIEW),
        ("Pre-Offer", HiringStage.INTERVIEW),
        ("Offer", HiringStage.OFFER),
        ("Offer extended", HiringStage.OFFER),
        ("HIRED", HiringStage.HIRED),
        ("Hold", None),
        ("", None),
        ("Coffee", None),
    ],
)
def test_a_stage_is_told_by_its_words(name: str, stage: HiringStage | None) -> None:
    assert stage_of(name) is stage


def test_the_furthest_is_the_last_in_the_order_of_a_pipeline() -> None:
    assert furthest([HiringStage.OFFER, HiringStage.SCREENING]) is HiringStage.OFFER
    assert furthest([]) is None
