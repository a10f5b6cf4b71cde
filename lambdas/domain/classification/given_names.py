"""First names: enough to tell a person from an outage, not a register."""

from lambdas.domain.classification.phrases import words

GIVEN_NAMES = words(
    """
    aaron adam adrian agatha agnes ahmed aisha alan albert alex alexander alexandra alfred ali alice alison
    amanda amy ana andrea andreas andrew andy angela anita ann anna anne anthony antonio arthur barbara ben
    benjamin bernard beth bill bob brandon brenda brian bruce bryan carl carla carlos carmen carol caroline
    catherine charles charlotte chris christian christina christine christopher claire clara colin craig daniel
    david deborah dennis diana diane diego donald donna dorothy douglas edward elena elizabeth emily emma eric
    erik ernest eva evelyn fatima felix fernando frank franz frederick gabriel gary george gerald giovanni
    gregory hannah hans harold heather heidi helen henry howard hugo ian ingrid irene isaac isabel jack jacob
    james jane janet jason jean jeff jennifer jeremy jessica jim joan joe john jonathan jorge jose joseph joshua
    joyce juan judith julia julian julie karen karl kate katherine kathleen keith kelly kenneth kevin kim laura
    lauren lee leo linda lisa liz louis louise lucy luis luke margaret maria marie marta martha martin mary
    matthew maurice max megan melissa michael michelle miguel mike mohammed monica nancy natalie neil nicholas
    nicole nina nora olga oliver olivia oscar pablo pamela patricia patrick paul paula pedro peter philip pierre
    rachel ralph raymond rebecca richard robert roger ronald rosa russell ruth ryan samantha samuel sandra sara
    sarah scott sean sharon sheila shirley simon simone sofia sophia sophie stella stephanie stephen steve
    steven stuart susan sylvia terry theodore theresa thomas tim timothy tom tony ursula valerie vera veronica
    victor victoria vincent virginia walter wayne wendy william yasmin yuki yusuf zadie zoe
    """
)
"""Common first names that are not also words: enough to tell "Postmortem - Patricia Cornwell" from an outage."""
