"""A view shows the fields of its parts, and notices when one of them is called differently."""

import pytest

from lambdas.domain.kernel.model import Model
from lambdas.edges.commands.views import view_of


class Part(Model):
    name: str
    secret: str = "s"


class View(Model):
    name: str
    label: str = "none"


def test_a_view_takes_its_own_fields_from_the_first_part_that_has_them() -> None:
    shown = view_of(View, Part(name="first"), Part(name="second"), label="said")
    assert shown.model_dump() == {"name": "first", "label": "said"}


def test_a_field_that_no_part_has_is_an_error_though_the_view_has_a_default() -> None:
    with pytest.raises(AttributeError, match="label"):
        view_of(View, Part(name="first"))
