"""Questions that visitors put to any document, and that this one leaves unsaid: near misses in the hundreds.

A document is asked what none of its words touches. Its subject's name is all that such a question shares with it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from index import Document

# The question, and beginnings of words that a document which may answer it would hold.
_OF_PEOPLE = (
    ("What is {}'s phone number?", "phone telephone call mobile contact"),
    ("what is {}'s star sign", "star zodiac sign"),
    ("Does {} have a dog?", "dog pet animal hound"),
    ("What is {}'s favourite film?", "film movie cinema favourite"),
    ("how much does {} weigh", "weigh kilo heavy pound"),
    ("Which football club does {} support?", "football club team support fan"),
    ("When did {} climb Mount Everest?", "climb mount summit everest"),
    ("Why did {} move to Brazil?", "brazil"),
    ("Who taught {} to swim?", "swim swam"),
    ("What did {} say about climate change?", "climate warm"),
    ("Has {} ever played golf?", "golf"),
    ("When did {} become a vegetarian?", "vegetarian meat diet"),
    ("What is {}'s salary?", "salar earn wage paid pay"),
    ("Who was {}'s best friend?", "friend"),
    ("Where does {} go on holiday?", "holiday vacation summer travel"),
    ("When did {} meet the Pope?", "pope vatican holy"),
    ("Which newspaper does {} read?", "newspaper paper read journal"),
    ("what colour are {}'s eyes", "eye colour blue brown"),
    ("Which shoe size does {} wear?", "shoe size wear"),
    ("How did {} break a leg?", "leg broke break injur accident"),
    ("What is the name of {}'s cat?", "cat pet animal"),
    ("When did {} give up smoking?", "smok cigar tobacco"),
    ("What did {} name the boat?", "boat ship sail yacht"),
    ("Which hotel did {} stay in?", "hotel inn stay"),
    ("How many tattoos does {} have?", "tattoo"),
)
_OF_THINGS = (
    ("Who is the mascot of {}?", "mascot"),
    ("Is there a wheelchair ramp at {}?", "wheelchair ramp disab access step"),
    ("How many bees live at {}?", "bee hive honey"),
    ("Which film was shot about {}?", "film movie cinema shot screen"),
    ("What does {} smell of?", "smell odour scent"),
    ("When did lightning strike {}?", "lightning storm thunder"),
    ("who wrote a song about {}", "song sang music compos"),
    ("Which bus goes to {}?", "bus line tram transport"),
    ("Is {} haunted?", "haunt ghost legend"),
    ("What is the wifi password of {}?", "wifi wi-fi password internet network"),
    ("Did the Queen ever visit {}?", "queen royal king"),
    ("What colour is the flag of {}?", "flag colour banner"),
    ("Can one get married at {}?", "wedding marr ceremon"),
    ("how many trees were planted for {}", "tree plant forest"),
    ("Which vaccine is needed for {}?", "vaccin inject medic"),
    ("When was {} on television?", "television tv broadcast series"),
    ("Who insures {}?", "insur"),
    ("What is the motto of {}?", "motto slogan"),
    ("Who cleans {}?", "clean wash"),
    ("How many dogs were rescued at {}?", "dog animal rescue"),
)


def unsaid(document: Document, text: str, count: int) -> Iterator[str]:
    """So many questions about a document of which its text holds no word, drawn with its id as seed."""
    of_people = document.pronoun in ("he", "she")
    templates = list(_OF_PEOPLE if of_people else _OF_THINGS)
    random.Random(document.id).shuffle(templates)
    left = [
        question
        for question, words in templates
        if not any(re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE) for word in words.split())
    ]
    for question in left[:count]:
        yield question.format(document.title)
