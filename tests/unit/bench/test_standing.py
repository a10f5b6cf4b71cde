"""What a stage costs by itself is worked out, and the documents say what comes out."""

import pytest

from bench import standing
from bench.billing import monthly_prices, prices
from cli.installation import ROOT
from stacks.functions import FUNCTIONS

DEPLOYMENT = ROOT / "docs" / "deployment.md"
SCALE = ROOT / "docs" / "scale.md"


@pytest.mark.parametrize("row", standing.rows())
def test_the_cost_page_carries_the_row_as_it_comes_out(row: str) -> None:
    assert f"\n{row}\n" in DEPLOYMENT.read_text(encoding="utf-8"), f"docs/deployment.md: {row}"


def test_the_page_on_scale_says_the_same_of_polling() -> None:
    assert f"the polling of its queues, {standing.polling().usd:.2f} a month" in SCALE.read_text(encoding="utf-8")


def test_an_empty_queue_is_asked_five_times_in_twenty_seconds() -> None:
    empty = standing.polling()
    assert empty.of_one == pytest.approx(5 * 3 * 60 * 24 * 30.4)
    assert empty.queues == len({spec.queue for spec in FUNCTIONS if spec.queue})
    assert empty.usd_beyond_the_free == pytest.approx(empty.usd - 1_000_000 * prices()["sqs_request"])


def test_the_runs_of_a_day_are_those_of_the_schedules() -> None:
    """By hand, so that an expression that is read wrongly shows: every minute, every five, and so on."""
    every_minutes = {"rate(1 minute)": 1, "rate(5 minutes)": 5, "rate(15 minutes)": 15, "rate(1 hour)": 60}
    by_hand = {"cron(0 */2 * * ? *)": 120, "cron(20 * * * ? *)": 60, "cron(0 * * * ? *)": 60} | every_minutes
    assert standing.runs_a_day() == sum(24 * 60 / by_hand[spec.schedule] for spec in FUNCTIONS if spec.schedule)


def test_a_secret_for_each_account_costs_its_price_a_month_and_the_table_next_to_nothing() -> None:
    assert standing.secrets_usd() > 1000 * monthly_prices()["secret"] > 100 * standing.table_usd()
