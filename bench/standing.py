"""What a stage costs by itself and at scale, worked out from the stacks' own tables and prices.yaml.

docs/deployment.md carries these rows as they are here: tests/unit/bench/test_standing.py says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bench.billing import monthly_prices, prices
from bench.figures import Figure
from lambdas.config_files import load_calendar_config
from lambdas.credentials.signing_keys import HELD
from stacks.function_spec import Grant
from stacks.functions import FUNCTIONS
from stacks.intervals import interval_of

A_DAY = timedelta(days=1)
A_MONTH = timedelta(days=30.4)
POLLERS, LONG_POLL = 5, timedelta(seconds=20)
"""Lambda asks each queue from so many places at once, for so long at a time, whether there is anything or not."""
FREE_REQUESTS = 1_000_000
"""SQS, a month, of the whole account."""
ACCOUNTS = 1_000


@dataclass(frozen=True, slots=True)
class Polling:
    """Of the queues that feed functions, while they are empty."""

    queues: int

    @property
    def of_one(self) -> float:
        """Requests a month."""
        return POLLERS * (A_MONTH / LONG_POLL)

    @property
    def requests(self) -> float:
        return self.queues * self.of_one

    @property
    def usd(self) -> float:
        return self.requests * prices()["sqs_request"]

    @property
    def usd_beyond_the_free(self) -> float:
        return max(0.0, self.requests - FREE_REQUESTS) * prices()["sqs_request"]


def polling() -> Polling:
    return Polling(sum(bool(spec.queue) for spec in FUNCTIONS))


def schedules() -> int:
    return sum(bool(spec.schedule) for spec in FUNCTIONS)


def runs_a_day() -> float:
    return sum(A_DAY / interval_of(spec.schedule) for spec in FUNCTIONS if spec.schedule)


def traces_usd() -> float:
    """Every scheduled run leaves a trace."""
    return runs_a_day() * (A_MONTH / A_DAY) * prices()["trace"]


def signing() -> int:
    return sum(spec.has(Grant.SIGN) for spec in FUNCTIONS)


def secret_read_usd() -> float:
    """Of one secret, by one warm instance that needs it all month: the secret's key opens it each time."""
    return (A_MONTH / HELD) * (prices()["secret_call"] + prices()["kms_request"])


def opened_a_month() -> float:
    """Returns how often an account's tokens are wanted: at each poll, by a function that has forgotten them since."""
    return A_MONTH / timedelta(hours=load_calendar_config().sync_interval_hours)


def secrets_usd() -> float:
    """Of a thousand connected accounts with a secret each."""
    opened = opened_a_month() * (prices()["secret_call"] + prices()["kms_request"])
    return ACCOUNTS * (monthly_prices()["secret"] + opened)


def table_usd() -> float:
    """Of a thousand connected accounts whose sealed tokens are in the table: read, and the person's key unwrapped."""
    return ACCOUNTS * opened_a_month() * (prices()["read_unit"] + prices()["kms_request"])


def figures() -> Iterator[Figure]:
    empty = polling()
    each = f"{empty.queues} queues, {empty.of_one:,.0f} requests each"
    yield Figure("a stage's polling of empty queues, a month", empty.usd, "USD", beside=each)
    yield Figure("a stage's scheduled runs, a day", runs_a_day(), "runs", beside=f"{schedules()} schedules")
    read = f"{signing()} functions sign"
    yield Figure("one secret read all month by one warm function", secret_read_usd(), "USD", beside=read)
    yield Figure("tokens of 1,000 accounts in the table, a month", table_usd(), "USD")
    yield Figure("tokens of 1,000 accounts as secrets, a month", secrets_usd(), "USD")


def rows() -> list[str]:
    """Of the table in docs/deployment.md."""
    empty = polling()
    many = f"{empty.of_one:,.0f} requests a queue and month, {empty.requests / 1e6:.1f} million in all"
    told = {
        f"polling {empty.queues} queues, empty or not: five long polls of 20 s each, {many}": (
            f"{empty.usd:.2f}; {empty.usd_beyond_the_free:.2f} once the account's first million is free"
        ),
        f"traces of the {schedules()} schedules' {runs_a_day():,.0f} runs a day": f"{traces_usd():.2f}",
        f"the signing key, read every {HELD.total_seconds():.0f} s by each warm instance of the {signing()} functions "
        "that sign, at most": f"{secret_read_usd():.2f} an instance that is never idle",
        "a registration at Google or Microsoft, read as often by each warm instance that needs it, at most": (
            f"{secret_read_usd():.2f} an instance that is never idle"
        ),
        "tokens of 1,000 connected accounts, `calendar_tokens: table` (the default)": f"{table_usd():.2f}",
        "the same with `calendar_tokens: secrets`": f"{secrets_usd():,.2f}",
        "the budget, which tells and stops nothing": "0.00",
    }
    return [f"| {what} | {costs} |" for what, costs in told.items()]
