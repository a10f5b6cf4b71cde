"""A person's wishes for the materials and questions of one meeting type, as they said them beside the stars (MAT-5).

Each is a wish that can be undone by itself; what follows from it is the reader's business: the questions of a
conversation (conversation/questions.py) and the composer of the materials.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.model import Model

MAX_NEVER_ASKED = 60
MAX_KEY = 400
MAX_WORDS = 200

Words = Annotated[str, StringConstraints(max_length=MAX_WORDS)]


class WishKind(StrEnum):
    LESS_OF = "less_of"
    SHORTER = "shorter"
    NEVER_ASK = "never_ask"


class Wish(Model):
    """``what`` is the context kind of a "less of", the question's key of a "never ask"; ``words`` how it was asked."""

    kind: WishKind
    what: str = Field(default="", max_length=MAX_KEY)
    words: Words = ""


class MaterialPreferences(Model):
    """``never_asked`` holds questions by their key, with the words they were last asked in, for showing."""

    less_of: frozenset[ContextKind] = frozenset()
    shorter: bool = False
    never_asked: dict[str, Words] = Field(default_factory=dict, max_length=MAX_NEVER_ASKED)

    def asks(self, key: str) -> bool:
        """Returns whether the question of this key, or one about the fact of this reference, is welcome."""
        return key not in self.never_asked

    def wishes(self) -> tuple[Wish, ...]:
        """Each as it can be shown and undone, in a stable order."""
        shorter = [Wish(kind=WishKind.SHORTER)] if self.shorter else []
        less = [Wish(kind=WishKind.LESS_OF, what=kind.value) for kind in ContextKind if kind in self.less_of]
        asked = sorted(self.never_asked.items(), key=lambda item: item[1].casefold())
        return (*shorter, *less, *(Wish(kind=WishKind.NEVER_ASK, what=key, words=words) for key, words in asked))

    def with_wish(self, wish: Wish) -> "MaterialPreferences":
        """Raises ValueError for a source that does not exist, or more questions than are kept."""
        return MaterialPreferences.model_validate(self.model_dump() | self._after(wish, True))

    def without_wish(self, wish: Wish) -> "MaterialPreferences":
        """Undoes it; a wish that was never made changes nothing. Raises ValueError for a source that does not exist."""
        return MaterialPreferences.model_validate(self.model_dump() | self._after(wish, False))

    def _after(self, wish: Wish, is_wished: bool) -> dict[str, object]:
        match wish.kind:
            case WishKind.SHORTER:
                return {"shorter": is_wished}
            case WishKind.LESS_OF:
                kind = {ContextKind(wish.what)}
                return {"less_of": self.less_of | kind if is_wished else self.less_of - kind}
            case WishKind.NEVER_ASK:
                others = {key: words for key, words in self.never_asked.items() if key != wish.what}
                return {"never_asked": {**others, wish.what: wish.words} if is_wished else others}


NO_PREFERENCES = MaterialPreferences()
