"""Builds the services that give, take in and forget what is held of a person. What is not used is not imported."""

from typing import TYPE_CHECKING

from lambdas import wiring

if TYPE_CHECKING:
    from lambdas.personal_data.export import PersonalDataExports
    from lambdas.personal_data.find_person import PersonFinder
    from lambdas.personal_data.forget import PersonForgettings
    from lambdas.personal_data.take_in import PersonalDataImports


def person_finder() -> "PersonFinder":
    from lambdas.personal_data.find_person import PersonFinder

    return PersonFinder(wiring.users())


def personal_data_exports() -> "PersonalDataExports":
    from lambdas.personal_data.export import PersonalDataExports

    buckets = {"documents": wiring.documents(), "sessions": wiring.transcripts()}
    return PersonalDataExports(wiring.personal_rows(), buckets)


def personal_data_imports() -> "PersonalDataImports":
    from lambdas.personal_data.take_in import PersonalDataImports

    return PersonalDataImports(wiring.users(), wiring.timing_proposals(), wiring.meetings(), wiring.personal_imports())


def person_forgettings() -> "PersonForgettings":
    from lambdas.personal_data.forget import PersonForgettings
    from lambdas.personal_data.outside import OutsideEnds

    rows = wiring.personal_rows()
    outside = OutsideEnds(
        rows=rows,
        accounts=wiring.calendar_accounts(),
        calendars=wiring.connected_calendars(),
        vaults=wiring.token_vaults(),
        oauth=wiring.oauth(),
        unwatch=wiring.unwatch(is_hurried=True),
        sources=wiring.source_accounts(),
        source_secrets=wiring.source_secrets(),
        schedules=wiring.schedules(),
        preparations=wiring.workflows(),
        approvals=wiring.approval_workflows(),
    )
    return PersonForgettings(
        rows=rows,
        scans=wiring.personal_scans(),
        deletions=wiring.personal_deletions(),
        buckets={"documents": wiring.documents(), "sessions": wiring.transcripts()},
        outside=outside,
        forgettings=wiring.forgettings(),
        audit=wiring.audit_log(),
        stage=wiring.settings().stage,
    )
