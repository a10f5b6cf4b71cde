"""botocore's errors as ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from lambdas.errors import AmoError, Conflict, NotFound, Refused, Retryable

THROTTLED = {
    "InternalServerError",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionConflictException",
    "TransactionInProgressException",
}


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turns botocore's errors into ours. ``doing`` completes "... while", in plain words: "reading the meeting".

    What is neither transient nor a lost race (a missing grant, a malformed request) is a defect of the code or
    of the deployment, and passes through unchanged and loud.
    """
    try:
        yield
    except ClientError as error:
        known = _meaning(error, doing)
        if known is None:
            raise
        raise known from error
    except (ConnectionError, HTTPClientError) as error:
        raise Retryable(f"AWS could not be reached while {doing}; it is tried again.") from error


def lost_race(doing: str) -> Conflict:
    return Conflict(f"Somebody else was faster while {doing}; look again.")


def _meaning(error: ClientError, doing: str) -> AmoError | None:
    code = error.response["Error"]["Code"]
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
    if code == "ConditionalCheckFailedException":
        return lost_race(doing)
    if code in ("NoSuchKey", "404"):  # S3; HeadObject has no body to name it in
        return NotFound(f"Nothing was found while {doing}.")
    if code in THROTTLED or status >= 500:
        return Retryable(f"AWS was too busy while {doing}; it is tried again.")
    if code == "ValidationException" and "size" in error.response["Error"].get("Message", ""):
        return Refused(f"Too large to store, while {doing}.")
    return None
