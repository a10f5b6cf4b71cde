"""What the context says about a stage."""

from typing import Any

import aws_cdk as cdk
import pytest

from stacks.stage import Stage


def stage(**context: Any) -> Stage:
    return Stage.from_context(cdk.App(context=context).node)


def test_without_a_word_it_is_production() -> None:
    assert (stage().prefix, stage().local, stage().public_url) == ("amo", False, None)


def test_another_stage_has_names_of_its_own_beside_production() -> None:
    assert stage(stage="trial").prefix == "amo-trial"


def test_the_local_stage_needs_the_page_s_address() -> None:
    with pytest.raises(ValueError, match="public_url"):
        stage(stage="local")
    assert stage(stage="local", public_url="http://127.0.0.1:4600").local


@pytest.mark.parametrize("name", ["Prod", "with space", "1st", "a" * 21, "ümlaut"])
def test_a_name_that_aws_would_refuse_is_refused_at_once(name: str) -> None:
    with pytest.raises(ValueError, match="lower-case"):
        stage(stage=name)


def test_where_tokens_are_kept_is_one_of_two_places() -> None:
    assert (stage().calendar_tokens, stage(calendar_tokens="table").calendar_tokens) == ("secrets", "table")
    with pytest.raises(ValueError, match="secrets or table"):
        stage(calendar_tokens="a drawer")
