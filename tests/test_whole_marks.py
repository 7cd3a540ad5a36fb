"""Marks end where a reader would end them."""

from __future__ import annotations

import pytest

from chatbot.ranking.answer_span import Span
from chatbot.ranking.whole_marks import whole_marks


def _spans(marked: str) -> tuple[str, list[Span]]:
    """The text without its "«" and "»", and the spans between them."""
    text, spans = "", []
    for number, piece in enumerate(marked.replace("»", "«").split("«")):
        if number % 2:
            spans.append(Span(len(text), len(text) + len(piece)))
        text += piece
    return text, spans


@pytest.mark.parametrize(
    ("marked", "whole"),
    [
        pytest.param("Write to «E-mail: hire»@gull.example.", "Write to «E-mail: hire@gull.example».", id="an address"),
        pytest.param("Write to «hire»@«gull.example».", "Write to «hire@gull.example».", id="the parts of one address"),
        pytest.param("See <https://gull.«example/tours»/>.", "See <«https://gull.example/tours/»>.", id="a link"),
        pytest.param("It opens from 14:«00».", "It opens from «14:00».", id="a time"),
        pytest.param("From «10.30 a.m. to 5 p.m». Dogs too.", "From «10.30 a.m. to 5 p.m.» Dogs too.", id="an abbreviation"),
        pytest.param("A medal of the «R.N.L.I».", "A medal of the «R.N.L.I.»", id="initials"),
        pytest.param("Entry is «£10 (under-18s free»).", "Entry is «£10 (under-18s free)».", id="a bracket that closes"),
        pytest.param("(Entry is «£10»)", "(Entry is «£10»)", id="a bracket around all"),
        pytest.param("Noise: «58 dB»(A)", "Noise: «58 dB(A)»", id="a bracket in a word"),
        pytest.param("On «iOS 14»+.", "On «iOS 14+».", id="and later"),
        pytest.param("Add «14»+3.", "Add «14»+3.", id="a sum"),
        pytest.param("It weighs «1.5». Two do.", "It weighs «1.5». Two do.", id="a number is no abbreviation"),
        pytest.param("«Ada» knew me@gull.example", "«Ada» knew me@gull.example", id="an address elsewhere"),
        pytest.param("In «1891» and «1920».", "In «1891» and «1920».", id="as it is"),
        pytest.param("**Do you «deliver?** Yes, within 5 km».", "**Do you deliver?** «Yes, within 5 km».", id="behind the question"),
        pytest.param("Do «dogs» pay? «Half».", "Do dogs pay? «Half».", id="nothing of the question"),
        pytest.param("He asked «who it was». Why? Nobody knew.", "He asked «who it was». Why? Nobody knew.", id="before a question"),
        pytest.param("Bought «in **1984»** by Ida.", "Bought in **«1984»** by Ida.", id="what leads to a date"),
        pytest.param("Bought «on 5 May», «at noon».", "Bought on «5 May», «at noon».", id="but not to words"),
        pytest.param("It is «the **best»** one.", "It is «the **best**» one.", id="emphasis that closes"),
        pytest.param("It is **«the best»** one.", "It is **«the best»** one.", id="emphasis around all"),
        pytest.param('He said “«an old» barn”.', 'He said “«an old» barn”.', id="inside a quotation"),
        pytest.param("**Late «work.**» It is", "**Late «work.»** It is", id="emphasis that opened before"),
        pytest.param('It was «“an old barn»”.', 'It was «“an old barn”».', id="a quotation that closes"),
        pytest.param('It was «"an old barn»".', 'It was «"an old barn"».', id="a quotation in plain signs"),
        pytest.param('A screen of «27"».', 'A screen of «27"».', id="inches"),
        pytest.param("Fails with `«too_late`».", "Fails with «`too_late`».", id="code that opens"),
        pytest.param("Owed: («a) repairs» and b)", "Owed: «(a) repairs» and b)", id="a bracket that opens"),
        pytest.param("«5.4 One cat» is allowed.", "5.4 «One cat» is allowed.", id="behind a clause's number"),
        pytest.param("(a) «repairs», (b) paint", "(a) «repairs», (b) paint", id="behind a letter"),
        pytest.param("«(a) repairs», (b) paint", "(a) «repairs», (b) paint", id="without its letter"),
        pytest.param("«5.4» One cat", "«5.4» One cat", id="a number alone"),
        pytest.param("«5.4» 3.2", "«5.4» 3.2", id="before a number"),
        pytest.param("| «£110 a night<br>£150» |", "| «£110 a night»<br>«£150» |", id="a line break in a cell"),
        pytest.param("«£110<BR /> £150<br>»|", "«£110»<BR /> «£150»<br>|", id="line breaks at the end and before a space"),
        pytest.param("Write «`<br>`» there", "Write «`<br>`» there", id="a line break as code"),
        pytest.param("She spoke Friulian, «Czech and Thai».", "She spoke «Friulian, Czech and Thai».", id="a list's first name"),
        pytest.param("It is by Ida Lane, Ole Ås, «Bo Dahl or Ea».", "It is by «Ida Lane, Ole Ås, Bo Dahl or Ea».", id="its first two"),
        pytest.param("She speaks Khmer, «Lao, Thai and a little Malay».", "She speaks «Khmer, Lao, Thai and a little Malay».", id="and more"),
        pytest.param("He has two, «Ida, a cook, and Ivo».", "He has two, «Ida, a cook, and Ivo».", id="with what they are"),
        pytest.param(
            "4.1 The board consists of the chair, «the deputy chair, the treasurer, and two assessors».",
            "4.1 The board consists of «the chair, the deputy chair, the treasurer, and two assessors».",
            id="with an article",
        ),
        pytest.param("Skip liver, salt, «beer, sweet tea or fat meat».", "Skip «liver, salt, beer, sweet tea or fat meat».", id="words"),
        pytest.param("Two boys came, «Ivo and Bo».", "Two boys came, «Ivo and Bo».", id="who they are"),
        pytest.param("Ida, my sister, «Ivo and Bo».", "Ida, my sister, «Ivo and Bo».", id="unlike"),
        pytest.param("In the year of Waterloo, «Ivo and Bo» met.", "In the year of Waterloo, «Ivo and Bo» met.", id="behind what opens"),
        pytest.param("It lies in Graz, «Austria and» far.", "It lies in Graz, «Austria and» far.", id="one item"),
        pytest.param("She came to town, «sang and danced».", "She came to town, «sang and danced».", id="two things done"),
        pytest.param("Ask the man on the hill, «the baker or Ivo».", "Ask the man on the hill, «the baker or Ivo».", id="two of another kind"),
        pytest.param("It meets diseases, «such as gout, flu and pox».", "It meets diseases, «such as gout, flu and pox».", id="which they are"),
        pytest.param("He saw Rome, «Bern, Graz».", "He saw Rome, «Bern, Graz».", id="not joined"),
        pytest.param("", "", id="nothing"),
    ],
)  # fmt: skip
def test_a_mark_cuts_through_nothing(marked: str, whole: str) -> None:
    text, spans = _spans(marked)
    assert (text, whole_marks(text, spans)) == _spans(whole)
