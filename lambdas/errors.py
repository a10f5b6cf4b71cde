"""The one error tree: each leaf tells its caller what to do.

Adapters turn foreign errors (botocore, HTTP, parsers) into these in one place;
features raise them; edges map them to an HTTP status, a batch failure or a line on the terminal.
Messages are shown to people: one sentence that says what is wrong and what to do, never a secret.
"""


class AmoError(Exception):
    """Base of everything AMO raises on purpose."""


class Retryable(AmoError):
    """It may work later: let the queue or the state machine try again.

    ``after`` is in how many seconds, where whoever is busy said so.
    """

    def __init__(self, message: str = "", after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class Unanswered(Retryable):
    """No whole answer came: whether it was done is unknown. Try again where doing it twice is doing it once."""


class Refused(AmoError):
    """It will never work as asked: say why, do not retry."""


class LinkOver(Refused):
    """A link that was good once: say how to get another, answer 410."""


class Forbidden(Refused):
    """It exists, and is somebody else's to open or do: answer 403."""


class Unconfirmed(Forbidden):
    """Its login session began with a link that somebody else made: answer 403, and lead to confirming who it is."""


class SignedOut(Refused):
    """No valid login session: answer 401, or show how to sign in."""


class NeedsConsent(Refused):
    """The right to read or act is gone: only its owner can give it again."""


class NotFound(AmoError):
    """The thing does not exist, or is not this user's: answer 404, leak nothing more."""


class Conflict(AmoError):
    """Somebody else changed it first: read again and decide again."""


class Unproven(AmoError):
    """It may have happened, and cannot be told: never try again by yourself, a person has to look."""
