"""Builds the services of materials. What a function does not use is not imported."""

from typing import TYPE_CHECKING

from lambdas import wiring

if TYPE_CHECKING:
    from lambdas.materials.generate import MaterialsGenerator
    from lambdas.materials.remind import Reminders, ReminderScheduler, ReminderTimer
    from lambdas.materials.revise import AgendaReviser
    from lambdas.materials.send import MaterialsDelivery
    from lambdas.materials.store import MaterialsWriter


def materials_generator() -> "MaterialsGenerator":
    from lambdas.config_files import load_agenda_shapes
    from lambdas.domain.agenda.rules_composer import RulesComposer
    from lambdas.materials.generate import MaterialsGenerator
    from lambdas.materials.model_composer import ModelComposer

    return MaterialsGenerator(
        meetings=wiring.meetings(),
        users=wiring.users(),
        contexts=wiring.contexts(),
        conversations=wiring.conversations(),
        preparations=wiring.preparations(),
        documents=wiring.documents(),
        composer=ModelComposer(RulesComposer(load_agenda_shapes()), wiring.llm),
    )


def materials_writer() -> "MaterialsWriter":
    from lambdas.materials.store import MaterialsWriter

    return MaterialsWriter(
        preparations=wiring.preparations(),
        documents=wiring.documents(),
        texts=wiring.material_texts(),
        conversations=wiring.conversations(),
        figures=wiring.question_figures(),
        items=wiring.action_items(),
    )


def agenda_reviser() -> "AgendaReviser":
    from lambdas.materials.revise import AgendaReviser

    return AgendaReviser(wiring.meetings(), wiring.preparations(), wiring.documents(), wiring.material_texts())


def materials_delivery() -> "MaterialsDelivery":
    from lambdas.materials.send import MaterialsDelivery

    return MaterialsDelivery(wiring.meetings(), wiring.users(), wiring.documents(), wiring.notifier(), wiring.bus())


def reminder_scheduler() -> "ReminderScheduler":
    from lambdas.materials.remind import ReminderScheduler

    return ReminderScheduler(wiring.meetings(), wiring.preparations(), reminder_timer(), wiring.ended_timer())


def reminder_timer() -> "ReminderTimer":
    from lambdas.materials.remind import ReminderTimer

    return ReminderTimer(wiring.schedules(), wiring.settings().queue_arn("reminders"))


def reminders() -> "Reminders":
    from lambdas.materials.refresh import RefreshStarter
    from lambdas.materials.remind import Reminders

    return Reminders(
        meetings=wiring.meetings(),
        users=wiring.users(),
        plans=wiring.documents(),
        notifier=wiring.notifier(),
        timer=reminder_timer(),
        refreshes=RefreshStarter(wiring.users(), wiring.refresh_workflows()),
    )
