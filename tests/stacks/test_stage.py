"""A stage is what its file says; the context names it, and nothing that would be gone without it."""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from lambdas.errors import NotFound, Refused
from stacks.stage import Stage

FULL = """
kind: trial
domain: amo.example.com
hosted_zone: {id: Z0123456789, name: example.com}
alarm_email: Ops@Example.com
mail_from: amo@example.com
calendar_tokens: secrets
budget_usd: 50
anchors_locked_days: 7
reserved_concurrency: {page: 20}
switches: {monitor: false}
"""


def stage(folder: Path, written: str | None = None, **context: Any) -> Stage:
    if written is not None:
        (folder / f"{context.get('stage', 'prod')}.yaml").write_text(written)
    return Stage.from_context(cdk.App(context=context).node, folder)


def test_without_a_word_it_is_production(tmp_path: Path) -> None:
    made = stage(tmp_path, "kind: lasting")
    assert (made.prefix, made.embedded, made.lasting, made.public_url) == ("amo", False, True, None)
    assert made.calendar_tokens == "table"


def test_another_stage_has_names_of_its_own_beside_production(tmp_path: Path) -> None:
    assert stage(tmp_path, "kind: trial", stage="trial").prefix == "amo-trial"


def test_all_that_is_said_of_a_stage_stands_in_its_file(tmp_path: Path) -> None:
    made = stage(tmp_path, FULL, stage="team")
    assert (made.domain, made.alarm_email, made.mail_from) == ("amo.example.com", "ops@example.com", "amo@example.com")
    assert (made.lasting, made.budget_usd, made.anchors_locked_days) == (False, 50, 7)
    assert (made.reserved_concurrency, made.calendar_tokens) == ({"page": 20}, "secrets")
    assert (made.page_url, made.switched_off) == ("https://amo.example.com", ("monitor",))


def test_the_local_stage_needs_the_page_s_address_and_no_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="public_url"):
        stage(tmp_path, stage="local")
    assert stage(tmp_path, stage="local", public_url="http://127.0.0.1:4600").embedded


@pytest.mark.parametrize("name", ["Prod", "with space", "1st", "a" * 21, "ümlaut"])
def test_a_name_that_aws_would_refuse_is_refused_at_once(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="lower-case"):
        stage(tmp_path, stage=name)


def test_a_stage_without_a_file_is_none(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"config/stages/prod\.yaml"):
        stage(tmp_path)


@pytest.mark.parametrize("key", ["alarm_email", "mail_from", "calendar_tokens", "public_url", "trusted_feed_origins"])
def test_what_a_later_deployment_would_forget_is_refused_on_the_command_line(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match=rf"-c {key}.*config/stages/prod\.yaml"):
        stage(tmp_path, "kind: lasting", **{key: "something"})


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("calendar_tokens: a drawer", "secrets"),
        ("alarm_mail: ops@example.com", "no such key"),
        ("alarm_email: ops", "e-mail address"),
        ("domain: amo.example.com", "hosted_zone"),
        ("{domain: amo.example.org, hosted_zone: {id: Z0123456789, name: example.com}}", "not in the zone"),
        ("{domain: badexample.com, hosted_zone: {id: Z0123456789, name: example.com}}", "not in the zone"),
        ("hosted_zone: {id: Z0123456789, name: example.com}", "domain"),
        ("public_url: http://amo.example.com", "https"),
        ("public_url: https://amo.example.com/page", "alone"),
        ("budget_usd: 50", "alarm_email"),
        ("anchors_locked_days: 0", "greater"),
        ("reserved_concurrency: {page: 0}", "greater"),
        ("reserved_concurrency: {paeg: 20}", "there is no function paeg"),
        ("reserved_concurrency: {sync_user: 1}", "2 at once"),
        ("{engine: embedded, domain: amo.example.com, hosted_zone: {id: Z0123456789, name: example.com}}", "serves no"),
        ("{engine: embedded, budget_usd: 5, alarm_email: ops@example.com}", "costs nothing"),
        ("switches: {monitors: false}", "no such key"),
        ("trusted_feed_origins: [calendar.internal]", "host:port"),
        ("kind: [", "valid YAML"),
    ],
)
def test_a_mistake_in_the_file_is_one_line_that_names_the_key(tmp_path: Path, written: str, told: str) -> None:
    with pytest.raises(Refused, match=told) as refused:
        stage(tmp_path, written)
    assert "\n" not in str(refused.value)


def test_the_stages_that_come_with_amo_can_be_made() -> None:
    for name, embedded in (("prod", False), ("demo", True)):
        made = Stage.from_context(cdk.App(context={"stage": name}).node)
        assert made.embedded is embedded
