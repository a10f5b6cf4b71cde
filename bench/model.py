"""Measures what happens to materials while a model answers, fails and attacks: ``python -m bench.model``

The stand-in for a model (cli/local/model_fake) is asked over HTTP by the whole chain that asks a real one: consent,
answers kept, ledger, circuit, repair. What is measured is AMO, no model.
"""

import json
import logging
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from threading import RLock
from typing import Any
from unittest.mock import patch

from bench.effort import Effort
from bench.figures import Figure, Result, percentile
from bench.model_chain import ModelPreparations, Prepared, Purse
from bench.model_costs import beside_materials
from bench.running import main
from cli.local.model_fake.faults import FaultSwitch, ModelFault
from cli.local.model_fake.hostile import ATTACKS
from cli.local.model_fake.server import ModelFake
from lambdas.aws import metrics
from lambdas.domain.llm.reasons import NoAnswerReason
from tests.golden.situation import names

RUNS = 1_000
AT_ONCE = 16
DELIVERIES = 3
QUICK_SITUATIONS = 3
MAX_SECONDS = 10.0
MAX_USD = 0.01
NOWHERE = "http://127.0.0.1:9/v1"
"""The port of discard: nobody listens there."""
AGENDA = "agenda"
"""Where a situation has nothing that a model may read, it is asked nothing, and there is nothing to measure."""
HOSTILE = "default_hostile_everything"
"""Its records hold markup: a model that repeats them is not believed, which is true then."""
ATTACKED = ("attacker.example", "Mallory", "99,999", "@channel")


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the model does, and what the materials may say of it: the composers, and why no model wrote."""

    name: str
    switch: FaultSwitch
    composers: frozenset[str]
    reasons: frozenset[NoAnswerReason | None]
    is_away: bool = False


RULES, EITHER, MODEL = frozenset({"rules"}), frozenset({"rules", "model"}), frozenset({"model"})
BEHAVIOURS = (
    Behaviour("after 0 s", FaultSwitch(), MODEL, frozenset({None})),
    Behaviour("after 5 s", FaultSwitch(ModelFault.SLOW, 5), EITHER, frozenset({None, NoAnswerReason.TIMEOUT})),
    Behaviour("after 60 s", FaultSwitch(ModelFault.SLOW, 60), RULES, frozenset({NoAnswerReason.TIMEOUT})),
    Behaviour("500", FaultSwitch(ModelFault.ERROR), RULES, frozenset({NoAnswerReason.UNAVAILABLE})),
    Behaviour("429", FaultSwitch(ModelFault.BUSY), RULES, frozenset({NoAnswerReason.THROTTLED})),
    Behaviour("malformed", FaultSwitch(ModelFault.MALFORMED), RULES, frozenset({NoAnswerReason.MALFORMED})),
    Behaviour("hostile", FaultSwitch(ModelFault.HOSTILE), RULES, frozenset({NoAnswerReason.UNGROUNDED})),
    Behaviour("nothing there", FaultSwitch(), RULES, frozenset({NoAnswerReason.UNAVAILABLE}), is_away=True),
)

METHOD = f"""Every situation of tests/golden/situations is prepared once through the whole app in memory, by somebody
who lets a model read everything; then its materials are generated again and again, {RUNS:,} times in all, {AT_ONCE}
side by side, by the generator of GenerateMaterials over the whole chain that asks a model, each with a fresh ledger and
circuit (the worst case: a circuit that is open waits for nothing). The model is the scripted stand-in over HTTP on
loopback, which answers after 0, 5 or 60 s, with 500 or 429, in half an object, as an attacker would, or is not there,
in turn; what repeats the markup of the one hostile situation is not believed either. Seconds are of one generation,
from entering it to the stored plan, with the others at work beside it. The cost is counted from the bytes really sent
for each question of the dearest situation, by AMO's own worst case (three bytes a token, all of max_tokens answered,
every question asked twice since the first answer cannot be read), at the list price of nova-lite. With it are counted,
as long as each may be in plain letters: both follow-ups of a conversation, the share of one meeting in a question about
the types of twenty, and one question to AMO in two calls. Three deliveries of one event are three generations at once
over one ledger and one memory of answers."""


@dataclass
class Tally:
    """What came of the runs; ``seconds`` by what the model did."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    attacked: int = 0
    composers: Counter[str] = field(default_factory=Counter)
    lock: Any = field(default_factory=RLock)

    def add(self, behaviour: Behaviour, seconds: float, plan: Mapping[str, Any], *, is_hostile: bool) -> None:
        with self.lock:
            self.seconds[behaviour.name].append(seconds)
            self.composers[plan["composer"]] += 1
            reason = plan.get("without_model")
            is_true = plan["composer"] in behaviour.composers and reason in behaviour.reasons
            if is_hostile and reason == NoAnswerReason.UNGROUNDED and None in behaviour.reasons:
                is_true = plan["composer"] == "rules"
            if not is_true or (plan["composer"] == "model") != _has_lines_of_a_model(plan):
                self.wrong.append(f"{behaviour.name}: {plan['composer']}, {reason}")
            self.attacked += any(word in json.dumps(plan) for word in (*ATTACKED, *ATTACKS))


def measure(effort: Effort) -> Result:
    situations = names()[: effort.of(None, QUICK_SITUATIONS)]
    runs = effort.of(RUNS, 4 * len(BEHAVIOURS))
    with _standing_in() as fake:
        by_name = {name: ModelPreparations(fake.url).prepare(name) for name in situations}
        prepared = list(by_name.values())
        beside = beside_materials(fake.url)
        costs = [_worst_cost(one, beside) for one in prepared]
        deliveries = _questions_of_deliveries(fake, prepared[0])
        tally = _tally({name: one for name, one in by_name.items() if one.at_most[AGENDA]}, runs, effort)
    figures = [
        *_of_time(tally, effort),
        Figure("generations that failed", len(tally.failed), f"of {runs}", bar=0, beside="; ".join(tally.failed[:3])),
        Figure("composer not true to what happened", len(tally.wrong), "", bar=0, beside="; ".join(tally.wrong[:3])),
        Figure("materials with anything an attacker wrote", tally.attacked, "", bar=0),
        Figure("materials with lines of the model", tally.composers["model"], f"of {runs}"),
        *_of_cost(costs),
        Figure(f"questions asked for {DELIVERIES} deliveries of one event", deliveries, "", bar=1),
    ]
    return Result(METHOD, [*figures, *_of_gate()])


def _tally(prepared: Mapping[str, Prepared], runs: int, effort: Effort) -> Tally:
    tally, done, situations = Tally(), Counter[str](), list(prepared)
    fakes = {behaviour.name: ModelFake() for behaviour in BEHAVIOURS if not behaviour.is_away}
    for behaviour in BEHAVIOURS:
        if behaviour.name in fakes:
            _switch(fakes[behaviour.name], behaviour.switch)
    urls = {name: one.url for name, one in fakes.items()}

    def run(number: int) -> None:
        behaviour = BEHAVIOURS[number % len(BEHAVIOURS)]
        name = situations[number // len(BEHAVIOURS) % len(situations)]
        began = time.monotonic()
        try:
            plan = prepared[name].generate(urls.get(behaviour.name, NOWHERE), Purse())
        except Exception as error:
            tally.failed.append(f"{behaviour.name}: {type(error).__name__}: {error}")
            return
        tally.add(behaviour, time.monotonic() - began, plan, is_hostile=name == HOSTILE)
        done["runs"] += 1
        effort.say(f"run {done['runs']} of {runs}")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(run, range(runs)))
    for one in fakes.values():
        one.stop()
    return tally


def _switch(fake: ModelFake, switch: FaultSwitch) -> None:
    fake.switch = lambda _request: switch
    fake.start()


def _of_time(tally: Tally, effort: Effort) -> Iterator[Figure]:
    every = [seconds for found in tally.seconds.values() for seconds in found]
    beside = f"p95 {percentile(every, 0.95):.2f} s, of {len(every):,} generations"
    yield Figure("materials, the slowest", max(every), "s", bar=MAX_SECONDS, beside=beside)
    for name, found in tally.seconds.items():
        beside = f"p95 {percentile(found, 0.95):.2f} s, of {len(found)}"
        yield Figure(
            f"materials, {name}: the slowest", max(found), "s", bar=effort.of(MAX_SECONDS, None), beside=beside
        )


def _worst_cost(prepared: Prepared, beside: Counter[str]) -> Counter[str]:
    """Dollars by purpose: every question as AMO counted it before it was asked, and once more for its repair.

    What is asked beside the materials counts as long as it may be, asked or not.
    """
    asked = Counter({purpose: 2 * micro / 1_000_000 for purpose, micro in prepared.at_most.items()})
    return asked | beside


def _of_cost(costs: Sequence[Counter[str]]) -> Iterator[Figure]:
    dearest = max(costs, key=lambda cost: cost.total())
    of = ", ".join(f"{purpose} {usd:.5f}" for purpose, usd in sorted(dearest.items()))
    yield Figure("a preparation with nova-lite, worst case", dearest.total(), "USD", bar=MAX_USD, beside=of)


def _questions_of_deliveries(fake: ModelFake, prepared: Prepared) -> int:
    before, purse = fake.statuses.total(), Purse()
    with ThreadPoolExecutor(DELIVERIES) as pool:
        list(pool.map(lambda _delivery: prepared.generate(fake.url, purse), range(DELIVERIES)))
    return fake.statuses.total() - before


def _of_gate() -> Iterator[Figure]:
    """The claim gate over lines that are true and lines that are not (bench/model_gate.py), where those are."""
    if find_spec("bench.model_gate") is None:
        return
    found = import_module("bench.model_gate").measure()
    true, fresh, false = found["true_lines"], found["fresh_lines"], found["false_lines"]
    yield Figure(f"gate: of {true} true lines, let through", found["true_kept_percent"], "%", 99, at_least=True)
    yield Figure(f"gate: of {fresh} true lines it was not tuned on", found["fresh_kept_percent"], "%")
    yield Figure(f"gate: of {false} false lines, stopped", found["false_dropped_percent"], "%")


def _has_lines_of_a_model(plan: Mapping[str, Any]) -> bool:
    return '"written_by": "nova-lite"' in json.dumps(plan)


@contextmanager
def _standing_in() -> Iterator[ModelFake]:
    """Meanwhile nothing says that a model did not answer: that is what is measured."""
    fake, log = ModelFake(), logging.getLogger("lambdas")
    fake.start()
    log.setLevel(logging.ERROR)
    with patch.multiple(metrics, count=_unsaid, milliseconds=_unsaid, percent=_unsaid):
        yield fake
    log.setLevel(logging.NOTSET)
    fake.stop()


def _unsaid(*_: object) -> None:
    """Tells nobody."""


if __name__ == "__main__":
    sys.exit(main("model"))
