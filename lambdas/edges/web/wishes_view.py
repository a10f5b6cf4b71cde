"""Wishes for the materials of a meeting type, as the page offers, shows and undoes them."""

from collections.abc import Sequence

from lambdas.domain.accounts.user import User
from lambdas.domain.classification.meeting_types import MeetingTypes
from lambdas.domain.context.kinds.spec import spec_of
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.model import Model
from lambdas.domain.preferences.material_preferences import MaterialPreferences, Wish, WishKind


class WishRow(Model):
    """``kind`` and ``what`` are what the form sends back."""

    kind: WishKind
    what: str
    words: str
    is_wished: bool = True


class TypeWishes(Model):
    name: str
    label: str
    rows: tuple[WishRow, ...]


def wish_choices(preferences: MaterialPreferences, sources: Sequence[ContextKind]) -> tuple[WishRow, ...]:
    """Returns the reasons to tap: shorter, and less of each source that the materials drew on, or that was wished."""
    offered = [kind for kind in ContextKind if kind in sources or kind in preferences.less_of]
    wishes = [Wish(kind=WishKind.SHORTER), *(Wish(kind=WishKind.LESS_OF, what=kind) for kind in offered)]
    wished = preferences.wishes()
    return tuple(_row(wish, wish in wished) for wish in wishes)


def wishes_of(user: User, types: MeetingTypes) -> tuple[TypeWishes, ...]:
    return tuple(
        TypeWishes(name=name, label=types.get(name).label, rows=tuple(_row(wish) for wish in held.wishes()))
        for name, held in sorted(user.material_preferences.items())
        if held.wishes()
    )


def in_words(wish: Wish) -> str:
    """``Shorter``, ``Less of budget``, ``Never ask: “…”``."""
    match wish.kind:
        case WishKind.SHORTER:
            return "Shorter"
        case WishKind.LESS_OF:
            return f"Less of {spec_of(ContextKind(wish.what)).label.lower()}"
        case WishKind.NEVER_ASK:
            return f"Never ask: “{wish.words}”"


def _row(wish: Wish, is_wished: bool = True) -> WishRow:
    return WishRow(kind=wish.kind, what=wish.what, words=in_words(wish), is_wished=is_wished)
