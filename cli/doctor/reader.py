"""Asks many things of AWS at once: each question is answered, found not there, or noted with the reason why not."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from cli.account import Account
from cli.doctor.facts import Unread
from lambdas.errors import AmoError

AT_ONCE = 10
"""As many connections as botocore keeps to one service."""
ATTEMPTS = 4
ABSENT = frozenset(
    {
        "NoSuchBucket",
        "NoSuchEntity",
        "NoSuchLifecycleConfiguration",
        "NoSuchPublicAccessBlockConfiguration",
        "NotFoundException",
        "ObjectLockConfigurationNotFoundError",
        "ParameterNotFound",
        "QueueDoesNotExist",
        "AWS.SimpleQueueService.NonExistentQueue",
        "ResourceNotFoundException",
        "ServerSideEncryptionConfigurationNotFoundError",
    }
)
"""The words of AWS's services for: there is none."""
NO_STACK = "does not exist"
SERVICES = (
    *(
        "lambda",
        "scheduler",
        "events",
        "sqs",
        "dynamodb",
        "s3",
        "kms",
        "secretsmanager",
        "cloudformation",
        "cloudwatch",
    ),
    *("sns", "sesv2", "sts", "ssm", "stepfunctions", "logs", "iam", "apigatewayv2"),
)

Name = tuple[str, str]
"""The kind of a question, and whom it is about; empty where there is only one."""
Question = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Clients:
    """Made before the threads start: clients may be shared between them, making one may not."""

    of: Mapping[str, Any]

    @classmethod
    def made(cls, account: Account) -> "Clients":
        return cls({service: account.client(service, attempts=ATTEMPTS) for service in SERVICES})

    def __getitem__(self, service: str) -> Any:
        return self.of[service]

    def pages(self, service: str, operation: str, key: str, **arguments: Any) -> list[Any]:
        """All of a list, whichever way this service pages it."""
        client = self.of[service]
        if not client.can_paginate(operation):
            return list(getattr(client, operation)(**arguments)[key])
        return [item for page in client.get_paginator(operation).paginate(**arguments) for item in page.get(key, ())]


@dataclass(frozen=True, slots=True)
class Answers:
    """``given`` by question; what is not there is in neither."""

    given: Mapping[Name, Any]
    unread: tuple[Unread, ...]

    def all_of(self, kind: str) -> dict[str, Any]:
        return {name: answer for (of, name), answer in self.given.items() if of == kind}

    def one(self, kind: str) -> Any:
        return self.given.get((kind, ""))


def ask(questions: Mapping[Name, Question]) -> Answers:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answered = list(pool.map(_answer, questions.values()))
    pairs = list(zip(questions, answered, strict=True))
    unread = [Unread(kind, name, answer.reason) for (kind, name), answer in pairs if isinstance(answer, _Failure)]
    given = {name: answer for name, answer in pairs if answer is not None and not isinstance(answer, _Failure)}
    return Answers(given, tuple(unread))


def or_none(question: Question) -> Any:
    """None where AWS says that there is none."""
    from botocore.exceptions import ClientError

    try:
        return question()
    except ClientError as error:
        if _is_absent(error):
            return None
        raise


@dataclass(frozen=True, slots=True)
class _Failure:
    reason: str


def _answer(question: Question) -> Any:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return or_none(question)
    except ClientError as error:
        return _Failure(f"{error.operation_name}: {error.response['Error'].get('Code', 'no code')}")
    except BotoCoreError as error:
        return _Failure(type(error).__name__)
    except AmoError as error:
        return _Failure(str(error))


def _is_absent(error: Any) -> bool:
    code, message = (str(error.response["Error"].get(key, "")) for key in ("Code", "Message"))
    return code in ABSENT or (code == "ValidationError" and NO_STACK in message)


def named(kind: str, names: Iterable[str], question: Callable[[str], Any]) -> dict[Name, Question]:
    """The same question about each of these."""
    return {(kind, name): _about(question, name) for name in names}


def _about(question: Callable[[str], Any], name: str) -> Question:
    return lambda: question(name)
