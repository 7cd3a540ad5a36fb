"""A question as it was asked, and as the search takes it after the turns before it."""

from __future__ import annotations

import pytest

from chatbot.conversation.frame import plain
from chatbot.conversation.phrases import noun_phrases
from chatbot.conversation.told import Subject, Told
from chatbot.understand import Question, Readings, understand

QUILL = Subject("Ada Quill", "she")
LIGHT = Subject("North Light", "it")


def _as_it_is(question: str) -> str:
    return question


def after(question: str, answer: str = "", subject: Subject | None = QUILL) -> list[Told]:
    return [Told(question, answer, subject)]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        pytest.param("When did he die?", "When did he die?", id="as it is"),
        pytest.param("  When\n did\the \u00a0die? ", "When did he die?", id="white space is folded"),
        pytest.param("Hello,  when was\nshe born?", "when was she born?", id="a greeting is left out"),
        pytest.param("WHEN DID HE DIE?", "when did he die?", id="capitals throughout are no names"),
        pytest.param("BBC NEWS", "BBC NEWS", id="few capitals may be a name"),
        pytest.param("When did he die? 😀👍🏽", "When did he die?", id="pictures say nothing"),
        pytest.param("👍", "👍", id="but alone"),
        pytest.param("", "", id="empty"),
    ],
)
def test_what_is_put_around_a_question_is_taken_off(asked: str, words: str) -> None:
    assert plain(asked) == words


def test_small_talk_is_no_slip() -> None:
    assert understand("thx", HUSBAND, lambda _: "the", _as_it_is) == Readings(Question("thx", "thx"))


def test_a_control_character_is_a_space() -> None:
    asked = "Who\0is \x1b Ada Quill\x7f"
    assert understand(asked, [], _as_it_is, _as_it_is) == Readings(Question(asked, "Who is Ada Quill"))


def test_spelling_is_mended() -> None:
    question = Question("Who is Ada Qill?", "Who is Ada Quill?")
    assert understand("Who is Ada Qill?", [], lambda words: words.replace("Qill", "Quill"), _as_it_is) == Readings(
        question
    )


HUSBAND = after(
    "Who was Ada Quill's husband?",
    "Ada Quill was married in 1895 to a Scottish Tam Reed, and had a daughter, Una Reed.",
)
SCHOOL = [
    *after("Does Una Reed teach the harp?", "The harp is taught on Fridays.", LIGHT),
    *after("How do I enrol?", "Write to the office, which is in Cork.", LIGHT),
]
BRIDGE = after("When was the first bridge of Gull Bay built?", "The first bridge, of oak, was built in 1318.", LIGHT)


FERRY = after("How much is the ferry for children?")


@pytest.mark.parametrize(
    ("told", "asked", "understood", "terms"),
    [
        pytest.param(HUSBAND, "When did he die?", "When did Tam Reed die?", ("Tam Reed",), id="he: whom the last answer names"),
        pytest.param(HUSBAND, "Where was she born?", "Where was Ada Quill born?", ("Ada Quill",), id="she: not the husband"),
        pytest.param(HUSBAND, "When did she marry him?", "When did Ada Quill marry Tam Reed?", ("Ada Quill", "Tam Reed"), id="two pronouns, two people"),
        pytest.param(HUSBAND, "And her mother?", "Who was Ada Quill's mother?", ("Ada Quill",), id="another relative"),
        pytest.param(after("Who is Ada Quill?"), "Can I talk to her about the fees?", "Can I talk to Ada Quill about the fees?", ("Ada Quill",), id="her: whom one talks to"),
        pytest.param(after("Who is Ada Quill?"), "Did they pay her the prize?", "Did they pay Ada Quill the prize?", ("Ada Quill",), id="her: whom something is given"),
        pytest.param(after("Who is Ada Quill?"), "Who saw her last?", "Who saw Ada Quill last?", ("Ada Quill",), id="her: before what ends the question"),
        pytest.param(after("Who is Ada Quill?"), "When was her last trip?", "When was Ada Quill's last trip?", ("Ada Quill",), id="her: before what hers is like"),
        pytest.param(after("Who is Ada Quill?"), "Who were her in-laws?", "Who were Ada Quill's in-laws?", ("Ada Quill",), id="her: before a word that begins like another"),
        pytest.param(after("Does the library lend laptops?"), "Where is it?", "Where is the library?", ("the library",), id="it: without the verb, behind which stand several"),
        pytest.param(after("Does the library lend laptops?"), "How heavy are they?", "How heavy are laptops?", ("laptops",), id="they: behind the verb"),
        pytest.param(after("Does the lamp switch itself off?"), "Who sells it?", "Who sells the lamp?", ("the lamp",), id="it: without the verb before itself"),
        pytest.param(after("How does the ticket include lunch?"), "How much is it?", "How much is the ticket?", ("the ticket",), id="it: without a verb that is no noun"),
        pytest.param(after("When did Ferrol Yard build warships?", "", None), "Where is it?", "Where is Ferrol Yard?", ("Ferrol Yard",), id="it: a name without the verb behind it"),
        pytest.param(after("How long does the guided tour last?"), "Where is it?", "Where is the guided tour?", ("the guided tour",), id="it: before a verb that is an adverb too"),
        pytest.param(after("who founded blue harbour", "Blue Harbour was founded by Tove Skarn.", None), "When did she die?", "When did Tove Skarn die?", ("Tove Skarn",), id="she: nobody whom the question names in small letters"),
        pytest.param(after("Who is Jonas Berg?", "Norland played 12 times with Jonas Berg.", None), "When was he born?", "When was Jonas Berg born?", ("Jonas Berg",), id="he: who is asked for, and not the first whom the answer names"),
        pytest.param(after("Who painted it?", "Kunst Berg did, after Mette Lund.", None), "How well did she know Kunst Berg?", "How well did Mette Lund know Kunst Berg?", ("Mette Lund",), id="she: nobody whom the same question names"),
        pytest.param(after("When did Ada Quill begin presenting Voices?"), "Why was it stopped?", "Why was presenting Voices stopped?", ("presenting Voices",), id="it: no woman that the document is about"),
        pytest.param(after("When do entries close for the race?"), "Where is it?", "Where is the race?", ("the race",), id="it: one, and not several"),
        pytest.param(after("Are there lockers at the pool?", "On Monday."), "Where is it?", "Where is the pool?", ("the pool",), id="it: one in which several are"),
        pytest.param(after("Do tickets sell out in the morning?"), "Where is it?", "Where is tickets?", ("tickets",), id="it: no time of the day"),
        pytest.param(after("Do tickets sell out in May?"), "Where is it?", "Where is tickets?", ("tickets",), id="it: no month"),
        pytest.param(after("When does the bus meet the ferry?"), "Where is it?", "Where is the bus?", ("the bus",), id="it: one that ends like several"),
        pytest.param(after("Who is Ada Quill?"), "Who threw her out?", "Who threw Ada Quill out?", ("Ada Quill",), id="her: before out"),
        pytest.param(BRIDGE, "Who paid for it?", "Who paid for the first bridge of Gull Bay?", ("the first bridge of Gull Bay",), id="it: what the last question is about"),
        pytest.param(BRIDGE, "And the second?", "When was the second bridge of Gull Bay built?", ("Gull Bay",), id="the second of them"),
        pytest.param(BRIDGE, "What about the iron bridge?", "When was the iron bridge of Gull Bay built?", ("Gull Bay",), id="a thing in the place of another"),
        pytest.param(BRIDGE, "Why?", "Why was the first bridge of Gull Bay built?", ("Gull Bay",), id="why"),
        pytest.param(BRIDGE, "By whom?", "By whom was the first bridge of Gull Bay built?", ("Gull Bay",), id="by whom"),
        pytest.param(BRIDGE, "What else happened that year?", "What else happened in 1318?", ("in 1318",), id="that year"),
        pytest.param(after("How many votes did Ada Quill win in 1905?"), "And in 1908?", "How many votes did Ada Quill win in 1908?", ("Ada Quill",), id="another year"),
        pytest.param(after("When was Ada Quill born?"), "And where?", "Where was Ada Quill born?", ("Ada Quill",), id="another question word"),
        pytest.param(after("What is the wind limit for the Heron?"), "And for the Egret?", "What is the wind limit for the Egret?", ("the wind limit",), id="the same preposition"),
        pytest.param(after("Who succeeded Ada Quill as mayor of Gull Bay?"), "And as minister of fisheries?", "Who succeeded Ada Quill as minister of fisheries?", ("Ada Quill",), id="another office, with what it is of"),
        pytest.param(after("When did Ada Quill become mayor?"), "Until when?", "Until when was Ada Quill mayor?", ("Ada Quill",), id="until when: what somebody became they were"),
        pytest.param(after("When did Ada Quill become mayor?"), "For how long?", "For how long was Ada Quill mayor?", ("Ada Quill",), id="for how long, likewise"),
        pytest.param(after("How much is a table for two?"), "And a table for four?", "How much is a table for four?", ("a table",), id="a thing with what it is for"),
        pytest.param(after("Who is the head of the school of music?"), "And the dean of the faculty of law?", "Who is the dean of the faculty of law?", (), id="a thing with all that hangs on it"),
        pytest.param(after("How long must the rope be?"), "Can I cut it?", "Can I cut the rope?", ("the rope",), id="it: what the question before was about"),
        pytest.param(after("What did Ada Quill's father do?"), "And her mother?", "What did Ada Quill's mother do?", ("Ada Quill",), id="her other parent"),
        pytest.param(after("What does error Q17 mean?"), "And Q31?", "What does error Q31 mean?", ("error",), id="another code"),
        pytest.param(after("What was the name of Ada Quill's first boat?"), "And Tam Reed?", "What was the name of Tam Reed's first boat?", ("the name",), id="a name in the place of a name"),
        pytest.param(after("How old is the 1905 Heron flag?"), "What about the Egret?", "How old is the 1905 Egret flag?", ("1905",), id="a name within a phrase"),
        pytest.param(after("Which keeper of the North Light Museum did Jane Moor teach?"), "And Sam Lane?", "Which keeper of the North Light Museum did Sam Lane teach?", ("North Light Museum",), id="a person's name in the place of a person's"),
        pytest.param(after("Can I bring my dog on the ferry?"), "And assistance dogs?", "Can I bring assistance dogs on the ferry?", ("the ferry",), id="several in the place of one"),
        pytest.param(BRIDGE, "How long did that take?", "How long did the first bridge of Gull Bay take?", ("the first bridge of Gull Bay",), id="that: alone before a verb"),
        pytest.param(BRIDGE, "What did that bridge replace?", "What did the first bridge of Gull Bay replace?", ("the first bridge of Gull Bay",), id="that: before a noun"),
        pytest.param(SCHOOL, "Where does she live?", "Where does Una Reed live?", ("Una Reed",), id="she: no place, and no order"),
        pytest.param([*BRIDGE, *HUSBAND], "Who paid for that bridge?", "Who paid for the first bridge of Gull Bay?", ("the first bridge of Gull Bay",), id="that: of an earlier turn"),
        pytest.param(after("Who ran the ferry?", "It was run by Mr. Reed with his wife.", LIGHT), "When did he die?", "When did Reed die?", ("Reed",), id="he: behind a title"),
        pytest.param(after("Who sold it?", "The town bought it from Jelka Orsic in 1890.", LIGHT), "Where did she live?", "Where did Jelka Orsic live?", ("Jelka Orsic",), id="she: from whom"),
        pytest.param([*HUSBAND, *after("When was the mill built?", "It was built in 1902.", LIGHT)], "When was that man born?", "When was Tam Reed born?", ("Tam Reed",), id="that man: of an earlier turn"),
        pytest.param([*HUSBAND, *after("When was the mill built?", "It was built in 1902.", LIGHT)], "When was that person born?", "When was Tam Reed born?", ("Tam Reed",), id="that person: no mill"),
        pytest.param([*after("Did anyone die in that flood?"), *after("How long did the rain last?")], "What did that flood destroy?", "What did that flood destroy?", (), id="that: what was not known before either"),
        pytest.param([*after("When was the opera house of Gull Bay built?"), *after("Where did she live?", "In a cottage by the sea.")], "Who built that house?", "Who built the cottage?", ("the cottage",), id="that: a word for the last thing, not the same word of an older turn"),
        pytest.param(BRIDGE, "Did anyone die in that flood?", "Did anyone die in that flood?", (), id="that: what no turn names"),
        pytest.param(after("Should Tam Reed keep the light?"), "When did he die?", "When did Tam Reed die?", ("Tam Reed",), id="he: no should"),
        pytest.param(after("Isn't Tam Reed the keeper?"), "When was he born?", "When was Tam Reed born?", ("Tam Reed",), id="he: no isn't"),
        pytest.param(after("Shouldn't Tam Reed keep the light?"), "When was he born?", "When was Tam Reed born?", ("Tam Reed",), id="he: no shouldn't"),
        pytest.param(after("Show Tam Reed's address"), "When was he born?", "When was Tam Reed born?", ("Tam Reed",), id="he: no order to show"),
        pytest.param(after("Who keeps the light?", "Per Lane does.", LIGHT), "When was he born?", "When was Per Lane born?", ("Per Lane",), id="he: Per, a given name"),
        pytest.param(after("Who opened the ferry?", "Jane Moor did, in 1902."), "And when?", "When was the ferry opened?", ("the ferry",), id="when: behind who does it"),
        pytest.param(after("Who keeps the light?", "Jane Moor does."), "Why?", "Who keeps the light, and why?", ("the light",), id="why: behind who does it now"),
        pytest.param(after("What happened in 1318?", "The bridge fell."), "Why?", "What happened in 1318, and why?", ("1318",), id="why: behind what happened"),
        pytest.param(after("Are dogs allowed on the ferry?", "No."), "Why not?", "Why are dogs not allowed on the ferry?", ("dogs", "the ferry"), id="why not"),
        pytest.param(after("Can I bring a dog?", "No."), "and why not?", "Why can I not bring a dog?", ("a dog",), id="why not: behind I"),
        pytest.param(after("Is the deck of the ferry open?", "No."), "Why not?", "Why is the deck of the ferry not open?", ("the deck", "the ferry"), id="why not: behind a thing of a thing"),
        pytest.param(after("Who keeps the light?", "Nobody does."), "Why not?", "Who keeps the light, and why not?", ("the light",), id="why not: behind who does it"),
        pytest.param(after("Tell me about the North Light"), "Who built it?", "Who built the North Light?", ("the North Light",), id="it: what an order names"),
        pytest.param(after("Which village was drowned by the lake?"), "When was its church built?", "When was the village's church built?", ("the village",), id="its: of what was asked for, not of the verb"),
        pytest.param(after("Who made the lamp?", "The lamp was ordered from Jane Moor."), "How heavy is it?", "How heavy is the lamp?", ("the lamp",), id="it: no participle"),
        pytest.param(after("Who was Ada Quill's father?", "Her father drowned in the Gull Sound."), "When did he die?", "When did Ada Quill's father die?", ("Ada Quill's father",), id="he: no place behind an article"),
        pytest.param(after("What is the new lamp for?", "For the ships."), "What is it called?", "What is the new lamp called?", ("the new lamp",), id="it: called what"),
        pytest.param(after("When were the first boats built?"), "Who was their captain?", "Who was the first boats’ captain?", ("the first boats",), id="their: not of who is asked for"),
        pytest.param(after("When were the first boats built?"), "Who sold them?", "Who sold the first boats?", ("the first boats",), id="them: not who is asked for"),
        pytest.param(after("When were the first boats built?"), "How many sails did they have?", "How many sails did the first boats have?", ("the first boats",), id="they: not what is counted"),
        pytest.param(after("How many boats were lost?"), "How many of them were mended?", "How many of the boats were mended?", ("the boats",), id="of them"),
        pytest.param(after("What is the bye-law on parking?", "Parking is free for members."), "Is that binding?", "Is the bye-law binding?", ("the bye-law",), id="that: before what it is"),
        pytest.param(after("Did Ada Quill have any children?"), "What were their names?", "What were the children's names?", ("the children",), id="their: of a plural without an s"),
        pytest.param(after("What happened to Sam?", "Sam drowned in 1921, when he was seven."), "How old was he?", "How old was Sam?", ("Sam",), id="he: who is asked and told of"),
        pytest.param(after("Who was the mother of Sam Lane?", "Sam Lane's mother, Josefa, sold rope.", LIGHT), "Where was she born?", "Where was Josefa born?", ("Josefa",), id="she: not whose mother she is"),
        pytest.param(after("Who is Ada Quill?", "Ada Quill was a Cornish keeper of lighthouses."), "When was she born?", "When was Ada Quill born?", ("Ada Quill",), id="she: no Cornish"),
        pytest.param(after("Who ran it in 1930?", "Josef Lane was mayor of Cork then.", LIGHT), "When was he born?", "When was Josef Lane born?", ("Josef Lane",), id="he: not of where he was mayor"),
        pytest.param(after("Did anybody resign?", "Nobody did.", None), "Why did he resign?", "Why did he resign?", (), id="he: nobody"),
        pytest.param(after("Did anybody resign?", "Nobody did.", None), "why did he resign", "why did he resign", (), id="nothing taken, and no capital put"),
        pytest.param(after("Can dogs come?", "Bring a lead.", None), "Where does he sleep?", "Where does he sleep?", (), id="he: no order"),
        pytest.param(after("Tickets please", "At the gate.", None), "Where does she live?", "Where does she live?", (), id="she: no capital at the start of a sentence"),
        pytest.param(after("What is her number?", "| Phone | 555 0147 |", None), "Where does she live?", "Where does she live?", (), id="she: no telephone"),
        pytest.param(after("Who won in 1905?", "Una Reed of the Citizens' List did.", LIGHT), "Where does she live?", "Where does Una Reed of the Citizens' List live?", ("Una Reed of the Citizens' List",), id="she: an apostrophe within a name"),
        pytest.param(after("Was anything stolen from the light?", "A lamp was.", LIGHT), "When was it returned?", "When was the light returned?", ("the light",), id="it: neither anything nor stolen"),
        pytest.param(after("What's the dog's name?", "He is called Rex.", None), "How old is it?", "How old is the dog's name?", ("the dog's name",), id="it: no what's"),
        pytest.param(after("Where was Ada Quill hurt?", "In the hand, in 1915."), "How did that happen?", "How was Ada Quill hurt?", ("Ada Quill",), id="that: what happened"),
        pytest.param(HUSBAND, "What happened to him?", "What happened to Tam Reed?", ("Tam Reed",), id="him: what happened to whom"),
        pytest.param(BRIDGE, "What happened?", "When was the first bridge of Gull Bay built, and what happened?", ("Gull Bay",), id="what happened, and no more"),
        pytest.param(after("What happened?", "It was a lamp, on the pier.", LIGHT), "Who made it?", "Who made the lamp?", ("the lamp",), id="it: not what happened"),
        pytest.param(HUSBAND, "And what became of her daughter?", "What became of Ada Quill's daughter?", ("Ada Quill",), id="her: what became of whose"),
        pytest.param(after("What happened in 1318?", "The bridge fell."), "And when?", "What happened in 1318, and when?", ("1318",), id="when: behind what happened"),
        pytest.param(after("Can I bring flowers?"), "And chocolate?", "Can I bring chocolate?", (), id="a thing in the place of a thing, and not of the verb behind I"),
        pytest.param(after("Do you treat children and adults?"), "And dogs?", "Do you treat dogs and adults?", ("adults",), id="a thing in the place of the first of two"),
        pytest.param(after("Can I have a dog?"), "And a cat?", "Can I have a cat?", (), id="a thing in the place of what one has"),
        pytest.param(after("What happens if I get gout?"), "How is it treated?", "How is gout treated?", ("gout",), id="it: behind the verb of a condition"),
        pytest.param(after("How long do I have to take aspirin?"), "Is it safe?", "Is aspirin safe?", ("aspirin",), id="it: behind an infinitive"),
        pytest.param(after("Is it safe?"), "When was it built?", "When was it built?", (), id="it: what it is like is not it"),
        pytest.param(after("Are they still very big?", "", LIGHT), "How old is it?", "How old is North Light?", ("North Light",), id="it: nor what they are like"),
        pytest.param(after("Is it safe?"), "And cheap?", "Is it cheap?", (), id="what it is like in the place of what it is like"),
        pytest.param(after("When do I get the deposit back?"), "Does it earn interest?", "Does the deposit earn interest?", ("the deposit",), id="it: without the verb's back"),
        pytest.param(after("Why was the strike called off?"), "Who led it?", "Who led the strike?", ("the strike",), id="it: without the verb's off"),
        pytest.param(after("How do I prevent attacks?"), "How long do they last?", "How long do attacks last?", ("attacks",), id="they: behind the verb"),
        pytest.param(after("Are you selling tickets?"), "And maps?", "Are you selling maps?", (), id="a thing in the place of what is sold"),
        pytest.param(after("Whom did she marry first?", "She wed Tam Reed in the church.", None), "When was it built?", "When was the church built?", ("the church",), id="it: no adverb behind the verb"),
        pytest.param(after("Was she mayor?"), "And treasurer?", "Was she treasurer?", (), id="what she was"),
        pytest.param(after("When did she become the keeper?"), "And mayor?", "When did she become mayor?", (), id="what she became"),
        pytest.param(after("Is parking free?"), "And wifi?", "Is wifi free?", (), id="a thing in the place of a thing that is free"),
        pytest.param(after("What do we read in week 5?"), "And week 9?", "What do we read in week 9?", ("week",), id="another week"),
        pytest.param(after("How much is the 20 mg tablet?"), "And the 40 mg?", "How much is the 40 mg tablet?", ("mg",), id="another dose"),
        pytest.param(after("Who teaches group a?"), "And group b?", "Who teaches group b?", ("group",), id="another letter"),
        pytest.param(after("Weight of the large lamp"), "And the lantern?", "Weight of the lantern?", ("Weight",), id="a thing in the place of the thing, and not of its weight"),
        pytest.param(after("How much is a cut?"), "And a dry one?", "How much is a dry cut?", (), id="one: the noun of the question"),
        pytest.param(after("How much is a wet one?"), "And a dry one?", "How much is a dry one?", (), id="one: in the place of one"),
        pytest.param(after("How much is a wet one?"), "And a shave?", "How much is a shave?", (), id="a thing in the place of one"),
        pytest.param(BRIDGE, "And the second one?", "When was the second bridge of Gull Bay built?", ("Gull Bay",), id="the second one of them"),
        pytest.param(after("What became of Tam Reed?"), "And the second one?", "What became of the second one?", (), id="one: no name"),
        pytest.param(after("I forgot a tablet"), "And if I took too many?", "If I took too many?", (), id="another case, of no question"),
        pytest.param(after("What do I pay if I cancel?"), "And if I come late?", "What do I pay if I come late?", (), id="another case"),
        pytest.param(after("When do I get the deposit back?"), "And if I come late?", "When do I get the deposit back if I come late?", ("the deposit",), id="a case"),
        pytest.param(after("How do I install the reader?"), "And uninstall?", "How do I uninstall the reader?", ("the reader",), id="the opposite"),
        pytest.param(BRIDGE, "When exactly was that?", "When was the first bridge of Gull Bay built?", ("Gull Bay",), id="that: when exactly"),
        pytest.param(after("What is the deposit?"), "How do I pay that?", "How do I pay the deposit?", ("the deposit",), id="that: what is done with it"),
        pytest.param(after("Who is the mayor of Cork?", "Jane Moor is the mayor.", LIGHT), "What did she do before that?", "What did Jane Moor do before that?", ("Jane Moor",), id="before that: what was told of her"),
        pytest.param(after("Where does Ada Quill live now?"), "And before that?", "Where does Ada Quill live now before that?", ("Ada Quill",), id="before that: no noun of the question"),
        pytest.param(after("When was the great fire?"), "What was built after that?", "What was built after the great fire?", ("the great fire",), id="after that: what the question was about"),
        pytest.param(after("Can I rent a boat?"), "How much for a week?", "How much for a week can I rent a boat?", ("a boat",), id="how much for how long"),
        pytest.param(after("When was Sam Lane born?"), "no, I meant Una Reed", "When was Una Reed born?", (), id="a correction"),
        pytest.param(FERRY, "no, for dogs", "How much is the ferry for dogs?", ("the ferry",), id="a correction: no"),
        pytest.param(FERRY, "No the adults", "How much is the ferry for the adults?", ("the ferry",), id="a correction: no before an article"),
        pytest.param(FERRY, "sorry for dogs", "How much is the ferry for dogs?", ("the ferry",), id="a correction: sorry"),
        pytest.param(FERRY, "sorry the adults", "How much is the ferry for the adults?", ("the ferry",), id="a correction: sorry before an article"),
        pytest.param(FERRY, "or rather dogs", "How much is the ferry for dogs?", ("the ferry",), id="a correction: or rather, before anything"),
        pytest.param(FERRY, "wait, for dogs?", "How much is the ferry for dogs?", ("the ferry",), id="a correction: wait"),
        pytest.param(FERRY, "or rather for dogs", "How much is the ferry for dogs?", ("the ferry",), id="a correction: rather"),
        pytest.param(FERRY, "not that, for dogs", "How much is the ferry for dogs?", ("the ferry",), id="a correction: not that"),
        pytest.param(FERRY, "I said for dogs!", "How much is the ferry for dogs?", ("the ferry",), id="a correction: I said"),
        pytest.param(FERRY, "for dogs, I mean", "How much is the ferry for dogs?", ("the ferry",), id="a correction: I mean, behind it"),
        pytest.param(FERRY, "Do adults pay on Sundays I mean?", "Do adults pay on Sundays?", (), id="a correction of a whole question"),
        pytest.param(after("When did Ada Quill win the Prix Lune?"), "And the Silver Lens?", "When did Ada Quill win the Silver Lens?", ("Ada Quill",), id="a prize in the place of a prize"),
        pytest.param(after("When was that?", "It was on 3 March 1872, before the flood.", None), "How bad was it?", "How bad was the flood?", ("the flood",), id="it: no date"),
        pytest.param(after("How old was she?", "She was 12 at the fair.", None), "Where was it?", "Where was the fair?", ("the fair",), id="it: no number"),
        pytest.param(after("Where did she live?", "She lived in the tower of Pennock Lighthouse.", None), "Who built it?", "Who built the tower of Pennock Lighthouse?", ("the tower of Pennock Lighthouse",), id="it: of what it is, in the answer"),
        pytest.param(after("Who opened the North Light Museum?", "Jane Moor did.", None), "When was it closed?", "When was the North Light Museum closed?", ("the North Light Museum",), id="it: a name that is no person's"),
        pytest.param(after("When did they first play?", "The Gull Boys first played in 1905.", Subject("Gull Boys", "they")), "Where was he born?", "Where was he born?", (), id="he: no group"),
        pytest.param(HUSBAND, "What was painted for her by Sam Lane?", "What was painted for Ada Quill by Sam Lane?", ("Ada Quill",), id="her: by whom"),
        pytest.param(after("When were the first boats built?"), "Who broke their sails?", "Who broke the first boats’ sails?", ("the first boats",), id="their: not of who broke them"),
        pytest.param(after("Did Ada Quill sing?", "Ada Quill sang with her sister Jane Moor.", Subject("Ada Quill", "")), "Where was she born?", "Where was Jane Moor born?", ("Jane Moor",), id="she: a sister rather than whom a page is about"),
        pytest.param(FERRY, "same for dogs", "How much is the ferry for dogs?", ("the ferry",), id="the same for others"),
        pytest.param(FERRY, "and the same question about adults please?", "How much is the ferry for adults please?", ("the ferry",), id="the same question about others"),
        pytest.param(after("How much is a cut?"), "Same with a dry one", "How much is a dry cut?", (), id="the same with another one"),
        pytest.param(after("What was Ada Quill's job?"), "And Tam Reed's?", "What was Tam Reed's job?", (), id="whose, without what"),
        pytest.param(after("Which one did Ada Quill win?"), "When was that?", "When did Ada Quill win?", ("Ada Quill",), id="when: behind which one"),
        pytest.param(after("Is the pool open on Sundays?"), "And the sauna?", "Is the sauna open on Sundays?", ("Sundays",), id="a thing in no place of a time"),
        pytest.param(after("Is the pool open on Sundays?"), "And Saturdays?", "Is the pool open on Saturdays?", ("the pool",), id="a time in the place of a time"),
        pytest.param(after("Are you open on Sundays?"), "And Corpus Christi?", "Are you open on Corpus Christi?", (), id="what may be a time in the place of a time"),
        pytest.param(after("Are tours held on Sundays?", "In the tower."), "Where is it?", "Where is tours?", ("tours",), id="it: no Sundays"),
        pytest.param(after("Who first crossed the bay?"), "And who mapped it?", "Who mapped the bay?", ("the bay",), id="it: behind the verb, which an adverb precedes"),
        pytest.param(after("Who helped to mend it?", "", LIGHT), "How long did it run?", "How long did North Light run?", ("North Light",), id="it: nothing that is to be done"),
        pytest.param(after("How do I get one back?", "To restore a lamp, write to us."), "How heavy is it?", "How heavy is the lamp?", ("the lamp",), id="it: nothing that is done to it"),
        pytest.param(after("What is needed?", "Those who cannot swim may borrow a vest."), "How heavy is it?", "How heavy is the vest?", ("the vest",), id="it: no verb behind cannot"),
        pytest.param(after("Does it help members who cannot pay?", "", LIGHT), "Why?", "Why does it help members who cannot pay?", ("members",), id="why: no question of who"),
        pytest.param(after("Why was the plan for the bridge turned down?"), "Who drew it?", "Who drew the plan for the bridge?", ("the plan for the bridge",), id="it: without the verb behind a thing for a thing"),
        pytest.param(after("Is the shed for the old garden?"), "Where is it?", "Where is the shed for the old garden?", ("the shed for the old garden",), id="it: no verb but a garden"),
        pytest.param(after("What does a berth for a boat cost?"), "And for a raft?", "What does a berth for a raft cost?", ("a berth",), id="a thing in the place of one before the verb"),
        pytest.param(after("What do the leaves smell of?"), "And the roots?", "What do the roots smell of?", (), id="a thing before a verb with of"),
        pytest.param(after("How long does it take to dry a coat?"), "And a hat?", "How long does it take to dry a hat?", (), id="a thing in the place of what is done to"),
        pytest.param(after("What share of votes do owners need?"), "And to change the rules?", "What share of votes do owners need to change the rules?", ("owners",), id="what for, in no place of a thing"),
        pytest.param(after("When does the ferry leave?"), "Why so late?", "When does the ferry leave, and why so late?", ("the ferry",), id="why so"),
        pytest.param(after("Why so late?", "", LIGHT), "Who runs it?", "Who runs North Light?", ("North Light",), id="it: nothing that is so"),
        pytest.param(after("Is the mill behind the church?"), "How old is it?", "How old is the mill?", ("the mill",), id="it: without what it is behind"),
        pytest.param(after("Is the lamp ok for ships?"), "How old is it?", "How old is the lamp?", ("the lamp",), id="it: without ok"),
        pytest.param(after("How warm must it be?", "It needs 17 degrees, and shade for its seeds."), "Where do they grow?", "Where do its seeds grow?", ("its seeds",), id="they: no degrees"),
        pytest.param(after("Can ships go into the mine?", "They can in Cork.", LIGHT), "Who works there?", "Who works in the mine?", ("in the mine",), id="there: where something goes"),
        pytest.param(after("Are boats let in the morning?", "", LIGHT), "How many are moored there?", "How many are moored in North Light?", ("in North Light",), id="there: no time"),
        pytest.param(after("Where was Ada Quill born?", "in Cork, Ireland", QUILL), "When was he born?", "When was he born?", (), id="he: neither a town nor its country"),
        pytest.param(after("Who was Tam Reed's daughter?", "", LIGHT), "When was it opened?", "When was North Light opened?", ("North Light",), id="it: nobody's daughter"),
        pytest.param(after("Who is the keeper of the light?"), "When was it built?", "When was the light built?", ("the light",), id="it: not who keeps it"),
        pytest.param(after("Who was the rate meant for?"), "When is it cheap?", "When is the rate cheap?", ("the rate",), id="it: what is for somebody"),
        pytest.param(after("Who was the keeper before Jane Moor?"), "and after?", "Who was the keeper after Jane Moor?", ("Jane Moor",), id="after, and no longer before"),
        pytest.param(after("What if I'm ill for a month?", "", LIGHT), "Is it open?", "Is North Light open?", ("North Light",), id="it: neither how I am nor a time"),
        pytest.param(after("Do the sisters speak on Fridays?"), "What do they eat?", "What do the sisters eat?", ("the sisters",), id="they: the first of several"),
        pytest.param(after("May one speak on Fridays?", "Here the sisters do."), "What do they eat?", "What do the sisters eat?", ("the sisters",), id="they: no days"),
        pytest.param(after("How many come to the Tern Days?"), "When are they?", "When are the Tern Days?", ("the Tern Days",), id="they: days that are a name"),
        pytest.param(after("What does a large berth in the bay cost?"), "And a small berth?", "What does a small berth in the bay cost?", ("the bay",), id="a thing before what it is in"),
        pytest.param(after("What does a large berth in the bay cost?"), "And in the harbour?", "What does a large berth in the harbour cost?", ("a large berth",), id="what a thing is in, before the verb"),
        pytest.param(after("How much did the two sisters borrow to start?"), "When did they open?", "When did the two sisters open?", ("the two sisters",), id="they: without the verb, behind which stands another"),
        pytest.param(after("Tell me about insurance"), "How much is that?", "How much is insurance?", ("insurance",), id="that: what one wants to be told about"),
        pytest.param(after("Tell me about the ferry"), "And how much?", "Tell me about the ferry, and how much?", ("the ferry",), id="how much: behind an order"),
        pytest.param(FERRY, "And the canteen, when does it close?", "When does the canteen close?", (), id="what is named first, in the place of it"),
        pytest.param(FERRY, "what about oat milk, is it extra?", "Is oat milk extra?", (), id="what is named first, behind what about"),
        pytest.param(FERRY, "the tanks, who fills them", "Who fills the tanks", (), id="what is named first, in the place of them"),
        pytest.param(FERRY, "and the lamp, how is that cleaned?", "How is the lamp cleaned?", (), id="what is named first, in the place of that"),
        pytest.param(FERRY, "and the deposit, do I get that back?", "Do I get the deposit back?", (), id="what is named first, in the place of that before back"),
        pytest.param(FERRY, "And the Heron, who steered that one?", "Who steered the Heron?", (), id="what is named first, in the place of that one"),
        pytest.param(FERRY, "And the cook, what is her name?", "What is the cook's name?", (), id="whose something is, named first"),
        pytest.param(FERRY, "And the twins, what are their names?", "What are the twins' names?", (), id="whose something is, of several"),
        pytest.param(FERRY, "and the full lunch, how much?", "How much is the full lunch?", (), id="how much, behind what is named first"),
        pytest.param(FERRY, "And for dogs, is it free?", "For dogs, is the ferry for children free?", ("the ferry for children",), id="a question behind a phrase is whole"),
        pytest.param(HUSBAND, "And her house, can I visit it?", "Can I visit Ada Quill's house?", ("Ada Quill",), id="what is somebody's, named first"),
        pytest.param(HUSBAND, "And her boat, how much did she get for it?", "How much did Ada Quill get for Ada Quill's boat?", ("Ada Quill",), id="what is somebody's, and not whose"),
        pytest.param(FERRY, "And the second one, when does it leave?", "The second one, when does the ferry for children leave?", ("the ferry for children",), id="what only the turn before names, named first"),
        pytest.param(FERRY, "and a year later, was it free?", "A year later, was it free?", (), id="a time, named first"),
        pytest.param(after("can I bring my dog"), "does he pay?", "Does my dog pay?", ("my dog",), id="he: whom visitors bring"),
        pytest.param(after("Who does the books?", "Clerical work is done by Greta Holm."), "Is she in on Mondays?", "Is Greta Holm in on Mondays?", ("Greta Holm",), id="she: by whom it is done"),
        pytest.param(FERRY, "gull races where are they", "Where are gull races", (), id="what is named first without a comma"),
        pytest.param(FERRY, "the gull races, when?", "When are the gull races?", (), id="what is named first, and when behind a comma"),
        pytest.param(FERRY, "gull races when?", "When are gull races?", (), id="what is named first, and when"),
        pytest.param(after("can I bring my dog"), "why can't I?", "Why can I not bring my dog", ("my dog",), id="a verb alone: why not"),
        pytest.param(after("do you teach the harp"), "who does?", "Who does teach the harp?", ("the harp",), id="a verb alone: who"),
        pytest.param(after("how much is the first berth"), "the second?", "How much is the second berth?", (), id="one of several"),
        pytest.param(after("What is your phone number?"), "And email?", "What is your email?", (), id="another of yours"),
    ],
)  # fmt: skip
def test_a_follow_up_is_understood_from_the_turn_before(
    told: list[Told], asked: str, understood: str, terms: tuple[str, ...]
) -> None:
    readings = understand(asked, told, _as_it_is, _as_it_is)
    assert readings.in_context == Question(asked, understood, terms)
    assert readings.bare.context_terms == ()


@pytest.mark.parametrize(
    "asked",
    [
        "When did Sam Lane die?",
        "Where did Jane Moor sell her boat?",
        "How many islands are there in Gull Bay?",
        "How long does it take to sail to Gull Bay?",
        "Which keeper that saved nine sailors got a medal?",
        "Who was the first keeper?",
        "opening hours",
        "What did Sam Lane say about his father?",
        "How many men fell to their death in the quarry?",
        "Which keeper was proud of their lamp?",
        "ok i will think about it",
        "No smoking rule?",
        "no dogs?",
        "No after-school club?",
        "No-show fee",
        "No. 5 bus",
        "wait times",
        "not that expensive?",
        "sorry, I have a dog",
        "no that is wrong",
        "wait, when does the ferry leave?",
        "What do I mean",
        "sorry to bother you",
        "sorry for the trouble",
        "sorry my mistake",
        "sorry, never mind",
        "oops sorry",
        "oh my",
        "oh nice",
        "rather good",
        "actually no",
        "actually yes",
        "no, not really",
        "no, nothing",
        "no, never mind",
        "no, thanks",
        "wait a bit",
        "wait a sec",
        "No on-site parking?",
        "No in-house café?",
        "No by-laws?",
        "No any time limit?",
        "No each way?",
        "and then?",
        "How cold is it in winter?",
        "who are you",
        "due when?",
        "who does the harp",
        "How hot does it get in the mine?",
        "and?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(asked: str) -> None:
    assert understand(asked, HUSBAND, _as_it_is, _as_it_is) == Readings(Question(asked, asked))


def test_what_he_stood_for_is_not_what_it_stands_for() -> None:
    told = [
        *after("Who built the mill?", "Sam Lane did.", LIGHT),
        Told("What did Sam Lane sell?", "", LIGHT, persons=("Sam Lane",)),
    ]
    meant = understand("When was it opened?", told, _as_it_is, _as_it_is).in_context
    assert meant is not None
    assert meant.context_terms == ("North Light",)


def test_an_older_turn_gives_whom_the_last_one_does_not_name() -> None:
    told = [
        *after("Who is Ada Quill?", "Ada Quill was a keeper.", QUILL),
        Told("Who was Peter Moor?", "Peter Moor sold rope."),
    ]
    assert understand("Where was she born?", told, _as_it_is, _as_it_is).in_context == Question(
        "Where was she born?", "Where was Ada Quill born?", ("Ada Quill",)
    )


def test_a_new_topic_takes_the_pronoun() -> None:
    told = [
        *after("Who is Ada Quill?", "Ada Quill was a keeper.", QUILL),
        Told("Who is Ruth Lane?", "Ruth Lane is a painter.", Subject("Ruth Lane", "she")),
    ]
    readings = understand("Where was she born?", told, _as_it_is, _as_it_is)
    assert readings.in_context is not None
    assert readings.in_context.context_terms == ("Ruth Lane",)


def test_without_an_antecedent_nothing_is_put_in() -> None:
    told = [Told("How heavy is granite?", "Granite is heavy.", Subject("Granite", "it"))]
    assert understand("When did he die?", told, _as_it_is, _as_it_is).in_context == Question(
        "When did he die?", "When did he die?"
    )


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        pytest.param("How many children does she have?", "How many children does Ada Quill have?", id="she"),
        pytest.param("Who was her father?", "Who was Ada Quill's father?", id="hers"),
        pytest.param("When did he die?", None, id="somebody else"),
        pytest.param("Why?", None, id="there is no question to complete"),
        pytest.param("And in 1980?", None, id="nor one to change"),
    ],
)
def test_before_the_first_turn_a_pronoun_can_mean_whom_the_document_is_about(asked: str, meant: str | None) -> None:
    readings = understand(asked, after("", "", QUILL), _as_it_is, _as_it_is)
    assert readings.bare == Question(asked, asked)
    assert (readings.in_context and readings.in_context.understood) == meant


def test_anywhere_is_no_thing() -> None:
    said = noun_phrases("You can park anywhere along Mill Lane.")
    assert "anywhere" not in [phrase.text for phrase in said]
