"""What words around a keyword say about an entry in a calendar: data alone, read by the rules in objections.py.

A phrase stands for all its spellings: "follow up" is also "Follow-Up" and "followup"; plurals in -s are understood.
Most entries are English, the language that calendars mix into every other; other languages have their commonest
forms. What is not here is unknown, and an unknown word decides nothing: ``QBR Northwind`` is a QBR.
"""

from lambdas.domain.classification.phrases import Phrases

NOT_THE_MEETING = Phrases.of(
    {
        "papers": """
            deck, slide, slideware, ppt, pptx, powerpoint, minutes, note, agenda, template, doc, document, draft,
            memo, reminder, transcript, recording, summary, recap, report, survey, questionnaire, form, policy,
            policies, guideline, guide, guidebook, playbook, runbook, handbook, checklist, write up, writing,
            notification, dashboard, spreadsheet, metrics, data, numbers, faq, definition, matrix, process, handout,
            newsletter, edit, editing, ticket, brief, list, storytelling, announcement, result, action, action item,
            todo, backlog, queue, email, feedback form, scorecard, one pager, poster, photo, picture, roster, org
            chart, bio, biography, profile, headshot, protokoll, präsentation, ordre du jour, compte rendu, acta,
            acta de reunión, verbale, tagesordnung, erinnerung, vorlage, folien, unterlagen
        """,
        "preparation": """
            prep, preparation, prepare, preparing, preread, prework, premeeting, precall, presync, prebrief,
            rehearsal, dry run, run through, practice, practise, logistics, catering, setup, tech check, sound
            check, av check, teardown, cleanup, rsvp, sign up, registration, invite list, guest list, schedule,
            scheduling, booking, calendar, invite, poll, room, venue, travel, flight, commute, deadline, due,
            submission, talking points, script, vorbereitung, nachbereitung, préparation, preparación, preparazione
        """,
        "planning": "planning, plan, brainstorm, brainstorming, ideation, planung",
        "news": "completed, submitted, overdue, done, finished, published, approved, available, pending, confirmed",
        "aftermath": """
            follow up, debrief, retro, retrospective, after party, wrap up, lessons learned, thank you
        """,
        "social": """
            lunch, breakfast, brunch, dinner, supper, coffee, tea, drink, beer, wine, happy hour, party,
            celebration, potluck, picnic, barbecue, bbq, cake, snack, pizza, aperitif, apéro, mittagessen,
            frühstück, abendessen, déjeuner, petit déjeuner, dîner, almuerzo, comida, cena, pranzo, outing, karaoke,
            bowling, social, photo shoot, group photo, reception, mixer, networking, gala, banquet, walk
        """,
        "learning": """
            tech talk, lightning talk, explained, training, course, class, workshop, seminar, webinar, lecture,
            lesson, bootcamp, certification, certificate, 101, 201, tutorial, tutoring, masterclass, program,
            programme, skills, best practices, tips, curriculum, module, exam, quiz, study, study group, book club,
            reading group, reading club, lunch and learn, lunch learn, learning, development, awareness, culture,
            summit, symposium, congress, meetup, colloquium, fellowship, internship, scholarship, cohort,
            assessment, self assessment, schulung, kurs, seminarreihe, formation, curso, formación, taller, corso,
            toastmasters, hackathon, panel
        """,
        "hiring": "interview, candidate, screening, hiring, job talk, case interview, entretien d'embauche, entrevista",
        "media": """
            novel, book, film, movie, episode, season, podcast, audiobook, premiere, screening, theatre, theater,
            cinema, concert, album, exhibition, documentary, magazine, article, blog, blog post, memoir, watch
            party, thriller, tv
        """,
        "welcome": "onboarding, orientation, induction",
        "speech": """
            talk, speech, keynote, remarks, opening, closing, intro, introduction, pitch, role play, monologue,
            vortrag
        """,
        "drill": """
            drill, simulation, exercise, alert, alarm, evacuation, tabletop, game day, effort, volunteer, test, bug
            bash, mock
        """,
        "tool": """
            generator, builder, tracker, tracking, automation, assistant, platform, toolkit, kit, console, wizard,
            portal, package, bundle, app, software, tool, bot, integration, feature, os, plugin, module, license,
            licence, subscription, api
        """,
        "other sense": """
            ratio, mapping, scale, mix, copy, draw, tie, score, replacement, replica, correspondence, relationship,
            relation, backup, conversion, split, equivalence, match, function, resolution, aspect, examination,
            exam, autopsy, pathology, lividity, interval, coroner, deadlock, clone
        """,
        "sport": """
            basketball, soccer, football, tennis, squash, badminton, golf, hockey, fencing, boxing, yoga, pilates,
            swim, swimming, gym, workout, personal training, fitness, physio, piano, guitar, driving lesson, defense
        """,
    }
)
"""By group: nouns that turn "QBR" into something that is not the QBR. A type may allow groups (config ``allows``)."""

OBJECTIONS = {
    "papers": "it is about the paper work",
    "preparation": "it is about getting ready for it",
    "planning": "it is about planning it",
    "news": "it only says how far it is",
    "aftermath": "it is about what follows it",
    "social": "people meet to eat, drink or celebrate",
    "learning": "people meet to learn",
    "hiring": "it is an interview",
    "media": "it is something to read, watch or hear",
    "welcome": "it is about newcomers",
    "speech": "it is a talk or a part of it",
    "drill": "it is an exercise",
    "tool": "it is a product",
    "other sense": "the words mean something else there",
    "sport": "it is sport or a lesson",
}

IDIOMS = Phrases.of(
    {
        "idiom": """
            all hands on deck, thought leadership, servant leadership, leadership development, chief of staff,
            chiefs of staff, staff meeting room, one on one defense, meet the leadership, meet our leadership, meet
            your leadership, lt gov, lt governor, lt col, lt colonel
        """
    }
)
"""Fixed expressions that contain a keyword and do not mean it."""

MEETING_WORDS = Phrases.of(
    {
        "meeting": """
            meeting, meet, sync, sync up, call, check in, standup, huddle, offsite, onsite, retreat, review, update,
            planning, strategy, session, forum, connect, touchbase, touchpoint, tactical, admin, operations, ops,
            roundtable, alignment, catch up, council, committee, group, board, cabinet, gathering, discussion,
            briefing, debrief, weekly, biweekly, fortnightly, monthly, quarterly, daily, agenda review, kickoff,
            assembly, conversation, besprechung, sitzung, jour fixe, termin, treffen, runde, klausur, réunion, point
            hebdo, comité, reunión, riunione, reunião, overleg, vergadering, møte, möte, spotkanie, toplantı,
            semanal, hebdo, wöchentlich, team meeting, telco, telefonkonferenz, conference call, phone conference,
            videoconference, zoom
        """
    }
)
"""Words for people meeting. After "leadership" or "LT" one is needed; before "of", they carry the meaning on."""

OTHER_MEETINGS = Phrases.of(
    {
        "meeting": """
            sprint planning, sprint review, standup, scrum, planning, kickoff, demo, brainstorm, brainstorming,
            retro, retrospective, grooming, refinement, office hours, design review, code review, board meeting,
            interview, planning session, strategy review, architecture review, budget review
        """
    }
)
"""Kinds of their own: in "Design review: 1:1 mapping" what follows the colon is their subject."""

REVIEWS = Phrases.of(
    {
        "review": """
            review, discussion, analysis, walkthrough, timeline, deep dive, debrief, retro, retrospective, readout,
            discuss, lessons learned
        """
    }
)
"""What an incident's meeting is when it is said the other way round: "review of the SEV1"."""

CARRIERS = Phrases.of(
    {
        "carrier": """
            meeting, call, zoom, hold, placeholder, slot, time, invitation, invite, welcome, continuation, part,
            rest, second half, first half, join, join us, please join, please join us, everyone, edition, réunion,
            reunión, riunione, besprechung, sitzung, reunião
        """
    }
)
"""In front of "of", "for" or "to" they leave the meaning to what follows: "hold for QBR", "part 2 of the QBR"."""
