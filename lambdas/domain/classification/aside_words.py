"""Words of entries that nobody prepares for: focus time, absences, private appointments, what was called off."""

from lambdas.domain.classification.phrases import Phrases

FOCUS = Phrases.of(
    {
        "focus time": """
            focus time, focus block, focus work, focus day, focus hours, focus session, deep work, deep
            focus, do not book, do not schedule, do not disturb, dnb, dnd, no meetings, no meeting,
            heads down, heads down time, quiet time, thinking time, maker time, fokuszeit, fokusblock,
            konzentrationszeit, tiempo de concentración, temps de concentration, meeting free, no
            meeting day
        """
    }
)

ABSENCES = Phrases.of(
    {
        "an absence": """
            pto, ooo, oof, out of office, out of the office, vacation, on vacation, annual leave,
            parental leave, sick leave, maternity leave, paternity leave, on leave, sick, sick day,
            holiday, bank holiday, public holiday, school holiday, day off, off work, time off, away,
            urlaub, feiertag, abwesend, abwesenheit, krank, elternzeit, congés, congé, vacances, jour
            férié, absent, vacaciones, festivo, día festivo, ferie, férias, feriado, vakantie, semester
        """,
        "where somebody works": """
            wfh, work from home, working from home, home office, home working, télétravail, teletrabajo,
            remote day, remote work, working remotely, in the office, office day, smart working,
            thuiswerken
        """,
        "a birthday": "birthday, bday, geburtstag, anniversaire, cumpleaños, compleanno, verjaardag, aniversário",
    }
)

PERSONAL = Phrases.of(
    {
        "a private appointment": """
            lunch, lunch break, break, coffee break, breakfast, dinner, dentist, dentist appointment,
            dental appointment, doctor, doctor's appointment, doctor appointment, medical appointment,
            physio, physiotherapy, therapy, therapist, haircut, hairdresser, barber, gym, workout, yoga,
            pilates, run, running, swim, commute, commuting, travel time, school run, school pickup,
            kids pickup, pick up kids, daycare pickup, vet, vet appointment, optician, eye exam,
            massage, errands, groceries, mittagspause, mittagessen, pause, zahnarzt, arzt, arzttermin,
            friseur, déjeuner, pause déjeuner, dentiste, médecin, almuerzo, comida, pranzo, dentista,
            médico
        """
    }
)
"""Kept out only when nobody else is known to come: "Lunch" alone, not "Lunch with Ana"."""

CANCELLED = Phrases.of(
    {
        "cancelled": """
            cancelled, canceled, cancel, abgesagt, entfällt, fällt aus, storniert, annulé, annulée,
            cancelado, cancelada, anulado, anulada, suspendido, suspendida, annullato, annullata,
            geannuleerd, afgezegd, vervallen, odwołane, odwołany, anulowane, avlyst, aflyst, inställt,
            inställd, peruttu, zrušeno, zrušené, отменено, отменена, отменен, iptal, iptal edildi, 取消,
            已取消, 中止, キャンセル, 취소, 취소됨, postponed, verschoben, reporté, reportée, aplazado, rinviato
        """,
        "declined": "declined, rejected, abgelehnt, refusé, rechazado, rifiutato",
    }
)

MEETING_CUES = Phrases.of(
    {
        "cue": """
            interview, workshop, training, demo, presentation, pitch, retro, retrospective, grooming,
            refinement, scrum, office hours, appraisal, performance review, negotiation, consultation,
            mentoring, coaching, mentorship, orientation, onboarding, intro, introduction, chat,
            hearing, seminar, webinar, class, course
        """
    }
)
"""Not words for a meeting, yet other people are there: used where a calendar lists nobody."""
