"""The words of the alarms: each says which command to run. Pure."""

from stacks.stage import Stage
from stacks.stage_file import LOCAL_STAGE


def command(stage: Stage, words: str) -> str:
    """As the operator of that stage types it."""
    return f"./amo {words}" + ("" if stage.name == LOCAL_STAGE else f" --stage {stage.name}")


def given_up(stage: Stage, queue: str) -> str:
    show, redrive = (command(stage, f"dead-letters {verb} {queue}") for verb in ("show", "redrive"))
    return f"Messages were given up on. What and why: {show}. Once the cause is mended, send them again: {redrive}."


def late(stage: Stage, minutes: int, consumer: str) -> str:
    logs = command(stage, f"logs --function {consumer} --since 1h")
    return f"A message waits for over {minutes} minutes; none is lost. What holds it up: {logs}."


def workflow_failed(stage: Stage) -> str:
    logs, trace = command(stage, "logs --since 1h"), command(stage, "trace MEETING_ID")
    return f"An execution failed. Which meeting: {logs}. What became of it: {trace}."


def workflow_timed_out(stage: Stage) -> str:
    trace = command(stage, "trace MEETING_ID")
    return f"An execution ran out of time; the sweeper takes its meeting up. Where it stood: {trace}."


def function_raised(stage: Stage, name: str) -> str:
    return f"The function raised. What: {command(stage, f'logs --function {name} --since 1h')}."


def throttled(stage: Stage) -> str:
    return (
        "Lambda turned invocations away: the account's concurrency is used up. Nothing is lost, all of it is late. "
        "Ask AWS for more (Service Quotas, AWS Lambda, Concurrent executions), or give what people wait for a share "
        f"of its own: reserved_concurrency in config/stages/{stage.name}.yaml, then {command(stage, 'apply')}."
    )


def deployment_failed(stage: Stage) -> str:
    shown, mended = command(stage, "deployments"), command(stage, "mend")
    return f"A deployment failed. The first resource that did: {shown}. Back to a stack that works: {mended}."


def notified_late(stage: Stage, minutes: int) -> str:
    doctor, logs = command(stage, "doctor"), command(stage, "logs --function start_prep --since 1h")
    return f"People hear of preparations {minutes} minutes after these were due. What holds them up: {doctor}; {logs}."


def model_budget(stage: Stage, percent: float) -> str:
    doctor = command(stage, "doctor")
    return (
        f"{percent:g} % of what models may cost this stage today is reserved: cheaper ones are asked, at 100 % none, "
        f"and the rules go on. How the model is: {doctor}. The ceilings stand in config/models.yaml."
    )


def model_unanswered(stage: Stage) -> str:
    doctor = command(stage, "doctor")
    return f"Most questions to the model had no answer for two hours; the rules answered them. What is wrong: {doctor}."


def mail_refused(stage: Stage, what: str, percent: float) -> str:
    logs = command(stage, "logs --function note_returned_mail --since 24h")
    return (
        f"Over {percent:g} % of the mails {what}: AWS reviews the account, and may stop its mail. "
        f"AMO writes to none of those addresses again; which there were: {logs}."
    )
