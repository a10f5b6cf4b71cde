"""The surroundings of a stage's functions, by the names their roles and environments need."""

from collections.abc import Iterable
from dataclasses import dataclass

from stacks.messages import Messages
from stacks.stage import Stage
from stacks.stored_data import StoredData

QUEUE_READS = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Resources functions may be let near. ``state_machine_arn`` is known by its name, before the workflow exists."""

    stage: Stage
    data: StoredData
    messages: Messages
    public_url: str
    state_machine_arn: str
    approval_machine_arn: str
    refresh_machine_arn: str

    @property
    def task_secrets(self) -> str:
        """Returns how the names of the task systems' signing keys begin."""
        return f"{self.stage.prefix}/task-systems/"

    @property
    def own_stack_arns(self) -> list[str]:
        """The stage's own stacks and no other's of the account; a stack's id follows its name."""
        return [
            self.data.stack.format_arn(service="cloudformation", resource="stack", resource_name=f"{name}/*")
            for name in self.stage.stack_names
        ]

    @property
    def timers_arn(self) -> str:
        """Every one-time schedule of this stage; the embedded engine checks as if all were in the default group."""
        group = "default" if self.stage.embedded else self.stage.prefix
        return self.data.stack.format_arn(service="scheduler", resource="schedule", resource_name=f"{group}/*")

    @property
    def queue_reads(self) -> tuple[str, ...]:
        """Of whoever is fed by a queue; holding a batch is an action of its own on the embedded engine alone."""
        held = ("sqs:ChangeMessageVisibilityBatch",) if self.stage.embedded else ()
        return (*QUEUE_READS, *held)

    @property
    def queue_writes(self) -> tuple[str, ...]:
        """On AWS the first allows batches too; the embedded engine takes the batch for an action of its own."""
        return ("sqs:SendMessage", "sqs:SendMessageBatch") if self.stage.embedded else ("sqs:SendMessage",)

    def objects_arns(self, bucket: str, folders: Iterable[str]) -> list[str]:
        """Of the objects whose keys begin as one of ``folders`` says; "" says nothing."""
        return [f"{self.data.bucket_arn(bucket)}/{folder}*" for folder in folders]


def executions_of(machine_arn: str) -> str:
    """The executions of a state machine, as resources."""
    return machine_arn.replace(":stateMachine:", ":execution:") + ":*"
