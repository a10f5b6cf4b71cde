"""config/models.yaml: each purpose has a row, each model a price, and ceilings rise."""

from typing import Any

import pytest
from pydantic import ValidationError

from lambdas.config_files import load_model_catalog
from lambdas.domain.llm.answer import Usage
from lambdas.domain.llm.catalog import ModelCatalog
from lambdas.domain.llm.prices import FREE, Price
from lambdas.domain.llm.purposes import Purpose


def changed(**changes: Any) -> dict[str, Any]:
    return {**load_model_catalog().model_dump(mode="json"), **changes}


def models(**changes: Any) -> dict[str, Any]:
    rows: dict[str, Any] = changed()["models"]
    return changed(models={**rows, "nova-lite": {**rows["nova-lite"], **changes}})


def without_price() -> dict[str, Any]:
    wrong = models()
    del wrong["models"]["nova-lite"]["price"]
    return wrong


def without_purpose() -> dict[str, Any]:
    wrong = changed()
    del wrong["purposes"]["ask"]
    return wrong


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (without_price(), "models.nova-lite.price"),
        (without_purpose(), "ask has no row"),
        (models(degrade_to="gpt"), "there is no model gpt"),
        (models(profiles=[]), "profiles"),
        (models(price={"input": -1, "output": 1}), "price.input"),
        (changed(ceilings={**changed()["ceilings"], "task": 1}), "step <= task <= person_day"),
        (changed(ceilings={**changed()["ceilings"], "step": 0}), "ceilings.step"),
    ],
    ids=["no price", "no purpose", "no such cheaper one", "no profile", "below nothing", "falling", "nothing"],
)
def test_what_is_wrong_is_named(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as error:
        ModelCatalog.model_validate(wrong)
    assert said.split(".")[-1] in str(error.value)


def test_a_model_is_asked_through_the_profile_of_the_region() -> None:
    lite = load_model_catalog().models["nova-lite"]
    profiles = [lite.profile_in(region) for region in ("eu-central-1", "us-east-1", "sa-east-1")]
    assert [one and one.id for one in profiles] == ["eu.amazon.nova-lite-v1:0", "us.amazon.nova-lite-v1:0", None]


def test_nothing_is_on_by_itself_that_was_not_measured() -> None:
    catalog = load_model_catalog()
    rows = {**catalog.purposes, Purpose.AGENDA: catalog.purposes[Purpose.AGENDA].model_copy(update={"bar_met": ("x",)})}
    measured = catalog.model_copy(update={"purposes": rows})
    assert measured.measured_purposes("x") == {Purpose.AGENDA}
    assert measured.measured_purposes("y") == frozenset()


def test_a_cost_is_rounded_up_and_an_estimate_is_never_below_it() -> None:
    price = Price(input=0.06, output=0.24, cached_input=0.015)
    assert price.cost(Usage(input=1, output=0)) == 1
    assert price.cost(Usage(input=1_000_000, output=1_000_000)) == 300_000
    assert price.cost(Usage(input=0, output=0, cached=1_000_000)) == 15_000
    assert Price(input=0.06, output=0.24).cost(Usage(cached=1_000_000)) == 60_000
    assert price.at_most(3_000, 400) >= price.cost(Usage(input=1_000, output=400))
    assert FREE.at_most(10**9, 4_000) == 0
