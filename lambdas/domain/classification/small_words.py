"""Single words that show what part a keyword plays in a title: prepositions, negations, first words of tasks."""

from lambdas.domain.classification.phrases import Phrases, words

PREPOSITIONS = words(
    """
    with for of on at in to from about re regarding by after before during until till via per w around over
    ahead since between against every into mit für von con para de del avec pour sur zum zur bei vor nach
    concerning based towards toward
    """
)

ABOUT = words("about re regarding on concerning around after before ahead during until till from at in by")
"""After these even "meeting" does not carry over: "Sync before QBR", "Meeting about the all-hands"."""

FILLERS = words(
    """
    the a an our my your their this that these those is it its it's next last new regular recurring internal
    external global local regional hybrid virtual online remote hq emea apac amer amers na us uk eu dach latam
    nordics tbc tbd hold final weekly biweekly monthly quarterly daily annual yearly biannual bimonthly
    fortnightly mid end early late january february march april may june july august september october november
    december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday
    sunday mon tue tues wed thu thur thurs fri sat sun morning afternoon evening today tomorrow week month
    quarter year half h1 h2 q1 q2 q3 q4 am pm edition extended special optional mandatory required short long
    quick full joint combined part day s time block slot and company wide companywide organisation organization
    org all hour minutes min mins tentative confirmed updated rescheduled moved v1 v2 v3 aka ie eg extra first
    second third fourth 1st 2nd 3rd 4th
    """
)
"""Words that say when, where or which one, never what."""

NEGATIONS = words(
    """
    not no non isn't isnt ain't never instead without cancelled canceled skipping replaces replacing skip kein
    keine pas nicht
    """
)

BEFORE_NOT_IT = words("pre post mock fake sample example pretend practice simulated")
"""Directly before a keyword they make another thing of it: "pre-QBR sync", "mock QBR"."""

TASKS = words(
    """
    prepare prep preparing preparation write writing draft drafting send sending read reading finish finalize
    finalise submit update create make build plan schedule scheduling book booking reschedule rebook move cancel
    watch rewatch listen edit share upload collect compile organise organize arrange order buy fill file sign
    ask remind reminder email rehearse rehearsing practise practice minutes notes agenda template recording deck
    slides summary recap publish record transcribe translate fix complete confirm decline skip learn study
    discuss discussing bring consider decide request announce approve assign improve improving outline proofread
    download install vote rsvp pay renew cook follow mention thank think
    """
)
"""First words that make an entry a thing to do: "Send staff meeting minutes", "Book 1:1 with Ana"."""

NEWS = words("update confirm share announce reschedule rebook move request confirmed publish")
"""Tasks that, before a colon, only bring news of the meeting: "Update: staff meeting"."""

TEAM_WORDS = words("team group department dept org guild crew squad chapter tribe unit office")
"""After a first word that looks like a task they make it a name: "Build team all hands"."""

DEPARTMENTS = words(
    """
    data metrics process development training learning hiring software integration policy program programme test
    education social design tools tool app api numbers bot feature
    """
)
"""Before a colon these are as often the people who meet: "Data: staff meeting"."""

LESSON_OPENERS = words(
    """
    how why what when running effective better mastering facilitating improving leading conducting understanding
    rethinking surviving demystifying
    """
)
"""First words of talks and articles: "Running effective 1:1s", "How we do incident reviews"."""

REFERENCES = words(
    """
    chapter ch verse lesson unit section figure fig level lvl world version table act scene genesis exodus psalm
    psalms proverbs romans corinthians ephesians hebrews isaiah philippians colossians exercise question problem
    article appendix step phase stage part episode map page room gate score result ratio scale game
    apartment apt flat suite building
    """
)
"""Before "1:1" or "1-1" they make it a place in a book or a score."""

SCORE_WORDS = words(
    """
    loss win won lost draw drew tied fc halftime halbzeit penalties league playoff playoffs matchday vs v defeat
    beat aet standings championship derby semifinal quarterfinal bundesliga spieltag pokal unentschieden ot
    """
)
"""Beside "1-1" they make it a result."""

GREETINGS = words("hi hello hey dear hallo bonjour hola ciao liebe greetings")

ADDRESSEES = words("all team everyone folks everybody colleagues")
"""Whom a description's first line speaks to: "All, this is our weekly staff meeting"."""

LABELS = Phrases.of({"label": "type, meeting type, kind, purpose, what, event, subject, title, topic"})
"""What stands before the colon where a description says what the meeting is: "Purpose: quarterly business review"."""
