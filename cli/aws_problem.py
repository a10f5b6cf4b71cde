"""The one line for what AWS, or the way to it, did not let a command do: what is wrong, and what to do."""

import sys

from lambdas.errors import AmoError, NotFound, Refused, Retryable

NO_CREDENTIALS = "no AWS credentials here: set AWS_PROFILE, or sign in (aws sso login, aws configure)"
OVER = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidClientTokenId"})
OVER |= {"UnrecognizedClientException", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthFailure"}
DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
BUSY = frozenset({"Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"})
GONE = frozenset({"ResourceNotFoundException", "ResourceNotFound"})


def aws_problem(error: Exception) -> AmoError | None:
    """None for what is no error of AWS's. Whoever never asked AWS for anything has not loaded what asks it."""
    exceptions = sys.modules.get("botocore.exceptions")
    if type(error).__name__ == "ResponseParserError":
        return Refused("what answers there does not speak as AWS does: AWS_ENDPOINT_URL is something else's address")
    if exceptions is None or not isinstance(error, exceptions.BotoCoreError | exceptions.ClientError):
        return None
    kind = type(error).__name__
    if isinstance(error, exceptions.ClientError):
        return _of_answer(error.response.get("Error", {}), error.operation_name)
    if "Credential" in kind or "Token" in kind or "SSO" in kind:
        return Refused(NO_CREDENTIALS)
    if kind == "ProfileNotFound":
        return Refused(f"{error}; AWS_PROFILE names a profile of ~/.aws/config")
    if kind == "NoRegionError":
        return Refused("say which region: AWS_REGION in the environment, as eu-central-1")
    return Retryable(f"AWS cannot be reached: {error}")


def is_turned_away(error: Exception) -> bool:
    """Returns whether Lambda ran nothing, because the account runs as many functions as it may."""
    answer = getattr(error, "response", {}).get("Error", {})
    return bool(answer.get("Code") == "TooManyRequestsException")


def _of_answer(answer: dict[str, str], operation: str) -> AmoError:
    code, message = answer.get("Code", "an error"), " ".join(answer.get("Message", "").split())
    if code in OVER:
        return Refused(
            "your AWS credentials are over, or no longer known: sign in again (aws sso login, aws configure)"
        )
    if code in DENIED:
        return Refused(f"these credentials may not do that ({operation}): {message}")
    if code in BUSY:
        return Retryable(f"AWS is busy ({operation}: {code}); try again in a minute")
    if code in GONE:
        return NotFound(f"it is not there ({operation}): {message}")
    return Retryable(f"AWS did not do it ({operation}: {code}): {message}")
