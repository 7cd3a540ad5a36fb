"""Links that land: a text directive, followed as a browser follows it, finds the very passage that it was made for.

`first_match` is the search of the specification (WICG, URL Fragment Text Directives, "find a range from a text
directive"), over a text whose white space is folded: a browser sees no more of it. A line is a block, and Chromium marks
what it does (tests/test_pages_in_browser.py).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.chunk import passages
from index.chunking.cut import ChunkLimits
from index.chunking.fragment import FragmentMaker, _Folded, _is_boundary
from index.formats.html.read import read_html
from index.formats.markdown.read import read_markdown
from index.formats.text.read import read_wiki_text
from index.passage import BlockKind
from index.sentences import sentence_splitter

Span = tuple[int, int]


def fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def parse(directive: str) -> tuple[str, str, str, str]:
    """Prefix, start, end and suffix, each folded, empty where it is left out."""
    parts = directive.split(",")
    prefix = parts.pop(0)[:-1] if parts[0].endswith("-") else ""
    suffix = parts.pop()[1:] if parts[-1].startswith("-") else ""
    assert 1 <= len(parts) <= 2
    start, end = (*parts, "")[:2]
    return fold(unquote(prefix)), fold(unquote(start)), fold(unquote(end)), fold(unquote(suffix))


def is_edge(text: str, at: int) -> bool:
    """Whether a word may begin or end here."""
    return at in (0, len(text)) or not (text[at - 1].isalnum() and text[at].isalnum())


def occurrences(words: str, text: str, begin: int, whole_end: bool) -> Iterator[Span]:
    """Where the words stand from `begin` on, from the edge of a word, and to one where `whole_end`."""
    at = text.find(words, begin)
    while at >= 0:
        after = at + len(words)
        if is_edge(text, at) and (is_edge(text, after) or not whole_end):
            yield at, after
        at = text.find(words, at + 1)


def follows(words: str, text: str, at: int, whole_end: bool) -> bool:
    return text.startswith(words, at) and (is_edge(text, at + len(words)) or not whole_end)


def skip_space(text: str, at: int) -> int:
    return at + (text[at : at + 1] in {" ", "\n"})


def first_match(directive: str, text: str) -> Span | None:
    """What a browser marks in a folded text."""
    prefix, start, end, suffix = parse(directive)
    whole_start = bool(end) or not suffix
    if prefix:
        places = [skip_space(text, after) for _, after in occurrences(prefix, text, 0, whole_end=False)]
        starts = [(at, at + len(start)) for at in places if follows(start, text, at, whole_start)]
    else:
        starts = list(occurrences(start, text, 0, whole_start))
    for begin, after in starts:
        ends = [last for _, last in occurrences(end, text, after, not suffix)] if end else [after]
        for last in ends:
            if not suffix or follows(suffix, text, skip_space(text, last), True):
                return begin, last
    return None


@pytest.mark.parametrize(
    ("directive", "expected"),
    [
        pytest.param("red", "red", id="start"),
        pytest.param("red,green", "red or green", id="start and end"),
        pytest.param("blue%20or-,red", "red", id="prefix"),
        pytest.param("or,-red", "or", id="suffix"),
        pytest.param("blue-,or,red,-wine", "or red", id="all four"),
        pytest.param("reddish", None, id="no match"),
        pytest.param("re", None, id="not within a word"),
        pytest.param("wine%20white", None, id="nothing across the edge of a block"),
        pytest.param("red%20wine-,white", "white", id="a prefix in the block before"),
        pytest.param("wine%20white-,or", None, id="no prefix across an edge"),
        pytest.param("wine,-white", "wine", id="a suffix in the block behind"),
        pytest.param("wine,or", "wine\nwhite or", id="from one block to another"),
    ],
)
def test_the_search_of_the_specification(directive: str, expected: str | None) -> None:
    text = f"{fold('Red or green, blue or red wine')}\n{fold('White or rosé')}"
    found = first_match(directive, text)
    assert (found and text[slice(*found)]) == expected


def directive(text: str, passage: str, number: int = 1) -> str:
    """The directive for the passage where it stands for the `number`th time."""
    start = -1
    for _ in range(number):
        start = text.index(passage, start + 1)
    return FragmentMaker(text).directive(start, start + len(passage))


LONG = "The keeper of the light climbed the stairs of the tower every evening to trim the lamp and to wind the clock."


@pytest.mark.parametrize(
    ("text", "passage", "number", "expected"),
    [
        pytest.param("One is here. Two is there.", "Two is there.", 1, "Two%20is%20there.", id="unique"),
        pytest.param(f"{LONG} The end.", LONG, 1, "The%20keeper%20of%20the%20light,and%20to%20wind%20the%20clock.", id="long: its edges"),
        pytest.param("Ships - big, & old.", "Ships - big, & old.", 1, "Ships%20%2D%20big%2C%20%26%20old.", id="marks with a meaning in a directive"),
        pytest.param("50% of #1? Yes=no+maybe", "50% of #1? Yes=no+maybe", 1, "50%25%20of%20%231?%20Yes%3Dno%2Bmaybe", id="marks with a meaning in a link"),
        pytest.param("Born in Kâmpôt 🦆.", "Born in Kâmpôt 🦆.", 1, "Born%20in%20K%C3%A2mp%C3%B4t%20%F0%9F%A6%86.", id="letters beyond ASCII are UTF-8"),
        pytest.param("One\n is\there.", "One\n is\there.", 1, "One%20is%20here.", id="white space is folded"),
        pytest.param("At dawn it rained. At noon it rained.", "it rained.", 1, "dawn-,it%20rained.", id="the first of two"),
        pytest.param("At dawn it rained. At noon it rained.", "it rained.", 2, "noon-,it%20rained.", id="the second of two"),
        pytest.param("It rained. It rained. Then sun.", "It rained.", 1, "It%20rained.,-It", id="told apart by what follows"),
        pytest.param("Is it? IS IT? No.", "IS IT?", 1, "it?-,IS%20IT?", id="case does not tell apart"),
        pytest.param("a. a.", "", 1, "", id="nothing to mark"),
    ],
)  # fmt: skip
def test_a_directive_is_as_short_as_it_may_be(text: str, passage: str, number: int, expected: str) -> None:
    assert directive(text, passage, number) == expected


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        pytest.param("Fee\nIt rained.\nWalk\nIt rained.", 1, "Fee-,It%20rained.", id="the block before"),
        pytest.param("So it did.\nIt rained. Then sun.\nSo it did.\nIt rained. Then hail.", 2, "It%20rained.,-Then%20hail.", id="its own block before others"),
        pytest.param("Fee\nSo it did.\nIt rained.\nPay\nSo it did.\nIt rained.\nFee\nSo", 1, "It%20rained.,-Pay", id="the block behind"),
        pytest.param("Pay\nSo.\nIt rained.\nSo.\nIt rained.\nSo.", 1, "Pay-,So.,It%20rained.", id="from an earlier block, where those beside tell nothing"),
        pytest.param("Fee\nPay\nPay\nSo.\nIt rained.\nSo.\nWalk\nPay\nPay\nSo.\nIt rained.\nSo.", 2, "Walk-,Pay,It%20rained.", id="from the nearest that stands once"),
        pytest.param("Pay\nSo.\nIt rained.\nSo.\nIt rained.\nSo.\n", 2, "", id="another of them stands in between"),
        pytest.param("Ask.\nPay\n\nIt rained.\nSo.\nIt rained.\nSo.", 1, "Ask.-,Pay,It%20rained.", id="from a heading, which has a sign behind it and a list of contents before"),
        pytest.param("Pay\n\nIt rained.\nSo.\nIt rained.\nSo.", 1, "Pay-,It%20rained.", id="a heading with nothing before it"),
    ],
)  # fmt: skip
def test_no_part_of_a_directive_goes_over_the_edge_of_a_block(text: str, number: int, expected: str) -> None:
    assert directive(text, "It rained.", number) == expected


def test_a_passage_that_nothing_tells_from_its_repetitions_has_no_directive() -> None:
    assert FragmentMaker("no. " * 500).directive(1000, 1003) == ""


SO = "so " * 70
HERE = f"ere it {SO[:188]}all."  # with the space behind it as much as is looked at before a passage


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"Th{HERE} It rained. {SO}{HERE} It rained. {SO}", id="the first word before"),
        pytest.param(
            f"{SO}At dawn It rained. {SO[:198]}on. {SO}At dawn It rained. {SO[:198]}o.", id="the last word behind"
        ),
    ],
)
def test_a_word_that_is_cut_in_two_where_the_looking_ends_tells_nothing(text: str) -> None:
    assert directive(text, "It rained.") == ""


def test_a_sentence_is_not_looked_for_at_each_of_its_repetitions() -> None:
    count = 20_000
    text = "The pump was checked and found in good order by the crew. " * count
    maker, size = FragmentMaker(text), len(text) // count
    begin = time.process_time()
    made = {maker.directive(number * size, (number + 1) * size) for number in range(count // 2, count // 2 + 20)}
    assert made == {""}
    assert time.process_time() - begin < 1  # where a word that is cut in two is looked for, 20 take seconds


def test_a_line_is_not_looked_for_at_each_of_those_that_differ_in_a_number() -> None:
    lines = [f"Bus stop {number}." for number in range(10_000, 30_000)]
    text = "\n".join(lines)
    maker, size = FragmentMaker(text), len(lines[0]) + 1
    begin = time.process_time()
    made = [maker.directive(number * size, (number + 1) * size - 1) for number in range(0, len(lines), 10)]
    assert [unquote(directive) for directive in made] == lines[::10]
    assert time.process_time() - begin < 2  # where each "stop" is looked at, six or more


SENTENCES = st.sampled_from(
    [
        "It rained.",
        "It rained all day.",
        "Ada came.",
        "Ada, a keeper - of old - came.",
        "Why?",
        LONG,
        "It",
        "10% & more; #1",
    ]
)
TEXTS = st.lists(SENTENCES | st.text(min_size=1, max_size=12), min_size=1, max_size=14)


@given(TEXTS, st.data())
def test_a_browser_finds_the_passage_first(sentences: list[str], data: st.DataObject) -> None:
    text = " ".join(sentences)
    number = data.draw(st.integers(0, len(sentences) - 1))
    start = len(" ".join(sentences[:number])) + (number > 0)
    end = start + len(sentences[number])
    made = FragmentMaker(text).directive(start, end)
    if made:
        begin = len(fold(text[:start] + "|")) - 1  # where the passage stands once white space is folded
        assert first_match(made, fold(text)) == (begin, begin + len(fold(text[start:end])))


@given(st.lists(st.tuples(SENTENCES, st.sampled_from([" ", "\n", "\n\n"])), min_size=1, max_size=14), st.data())
def test_a_browser_finds_the_passage_first_among_blocks(pieces: list[tuple[str, str]], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(pieces) - 1))
    passage = pieces[number][0]
    text = "".join(sentence + gap for sentence, gap in pieces)
    start = len("".join(sentence + gap for sentence, gap in pieces[:number]))
    made = FragmentMaker(text).directive(start, start + len(passage))
    for sign in ("", "#\n") if made else ():  # what stands behind a heading
        found = first_match(made, text.replace("\n\n", f"\n{sign}").casefold())
        begin = start + text[:start].count("\n\n") * (len(sign) - 1)
        assert found or sign
        assert not found or found[1] == begin + len(passage)
        assert not found or found[0] == begin or (begin - 250 < found[0] < begin and parse(made)[2])


def fragments(article_text: str, read: type = read_wiki_text) -> list[str]:
    article = read(article_text)
    return [
        p.fragment for p in passages(article, "d", article.title, sentence_splitter("english"), ChunkLimits(3, 700))
    ]


@given(st.lists(st.sampled_from(["a", "ab", "b", "A.", "ab,", "(a", " ", "\n"])).map(" ".join), st.data())
def test_words_are_counted_as_they_are_by_looking_everywhere(text: str, data: st.DataObject) -> None:
    folded = " ".join(text.split()).casefold()
    start = data.draw(st.integers(0, len(folded)))
    words = folded[start : data.draw(st.integers(start, len(folded)))].strip()
    assume(words)
    everywhere = [
        at
        for at in range(len(folded))
        if folded.startswith(words, at) and _is_boundary(folded, at) and _is_boundary(folded, at + len(words))
    ]
    assert _Folded(text).count(words) == min(2, len(everywhere))
    assert _Folded(f"{text}{' -' * 1500}").count(words) == min(2, len(everywhere))  # a long one, around its rarest word


def test_a_fact_is_found_by_its_value() -> None:
    assert fragments("- Order4: Warden\n- Successor4: Ivo Lane\n") == ["Warden", "Ivo%20Lane"]


def test_a_fact_that_is_no_only_one_is_found_from_its_label() -> None:
    facts = "- Spouse: Sam Quill\n- Residence: Gull Bay\n- Birth Place: Gull Bay\n"
    assert fragments(facts) == ["Sam%20Quill", "Residence,Gull%20Bay", "Birth%20Place,Gull%20Bay"]


def test_a_fact_whose_label_and_value_are_said_elsewhere_too_is_found_by_both_together() -> None:
    box = "- President: Ivo Lane\n- Predecessor: Ivo Lane\n"
    told = "The president met Ivo Lane before the predecessor did.\n"
    assert fragments(box + told)[:2] == ["President-,Ivo%20Lane", "Predecessor-,Ivo%20Lane"]
    assert fragments(f"{box}{told}President Ivo Lane resigned.\n")[:2] == ["", "Predecessor-,Ivo%20Lane"]


SETTINGS = """\
<h2>Proxy</h2><ul><li>Default: true</li><li>Type: Boolean</li></ul><p>Ask for it. It is not read twice.</p>
<h2>Cache</h2><ul><li>Default: true</li><li>Type: Boolean</li></ul><p>Keep it. It is not read twice.</p>"""


def test_what_repeats_itself_under_each_heading_is_found_in_its_place() -> None:
    made = passages(read_html(SETTINGS.encode()), "d", "", sentence_splitter("english"), ChunkLimits(2, 300))
    assert [(p.text, p.fragment) for p in made] == [
        ("Default: true", "Proxy-,Default:%20true"),
        ("Type: Boolean", "Type:%20Boolean,-Ask"),
        ("Ask for it.", "Ask%20for%20it."),
        ("It is not read twice.", "for%20it.-,It%20is%20not%20read%20twice."),
        ("Default: true", "It%20is%20not%20read%20twice.-,Cache,Default:%20true"),
        ("Type: Boolean", "Type:%20Boolean,-Keep"),
        ("Keep it.", "Keep%20it."),
        ("It is not read twice.", "Keep%20it.-,It%20is%20not%20read%20twice."),
    ]


def test_a_directive_quotes_words_of_the_page_not_marks_of_the_file() -> None:
    repeated = "== A ==\nIt rained all day.\n\n== B ==\nIt rained all day.\n"
    assert fragments(repeated) == [
        "It%20rained%20all%20day.,-B",
        "It%20rained%20all%20day.-,B,It%20rained%20all%20day.",
    ]
    assert fragments("Green *tea* is [not fermented](https://example.org).\n", read_markdown) == [
        "Green%20tea%20is%20not%20fermented."
    ]


PAGE = b"""<p>Open daily from nine<br>until six. Closed in January.<p>Open until six.
<dl><dt>Dogs<dd>One per room. Never <b>in bed</b>.</dl>"""


def test_what_stands_in_parts_is_found_from_the_first_to_the_last() -> None:
    made = passages(read_html(PAGE), "d", "", sentence_splitter("english"), ChunkLimits(3, 300))
    assert [(p.text, p.fragment) for p in made] == [
        ("Open daily from nine until six.", "Open%20daily%20from%20nine,until%20six."),
        ("Closed in January.", "Closed%20in%20January."),
        ("Open until six.", "Open%20until%20six."),
        ("Dogs: One per room.", "Dogs,One%20per%20room."),
        ("Never in bed.", "Never%20in%20bed."),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The office lies at  \nHob Street 12  \n4711 Torvik.", ["The office lies at,4711 Torvik."], id="lines"),
        pytest.param("The depot lies at\\\nMill Lane 9.", ["The depot lies at,Mill Lane 9."], id="a backslash"),
        pytest.param("It lies at<BR/>Mill Lane 9.", ["It lies at,Mill Lane 9."], id="an element"),
        pytest.param("It lies\nat Mill Lane 9.", ["It lies at Mill Lane 9."], id="a line end that is none"),
        pytest.param("![A picture of it](hall.png) The hall is green.", ["The hall is green."], id="a picture before"),
        pytest.param("Press the sign ![a cog](cog.png) to go on.", ["Press the sign,to go on."], id="a picture within"),
        pytest.param("- ![A hall. In spring](hall.png) The hall is green.", ["The hall is green."], id="a picture's sentences"),
        pytest.param("| Day | Hours |\n|---|---|\n| Monday | 9 to 12<br>2 to 5 |", ["Monday,2 to 5"], id="a cell"),
    ],
)  # fmt: skip
def test_no_words_are_looked_for_across_a_broken_line_or_a_picture(text: str, expected: list[str]) -> None:
    assert [unquote(fragment) for fragment in fragments(text, read_markdown)] == expected


TABLE = """\
# Fares

One way and return.

| Ticket | One way | Return |
| --- | --- | --- |
| **Adult** | 4 crowns | 7 crowns |
| Child | 2 crowns | 4 crowns |
| Dog | free | |

| Return | One way |
| --- | --- |
| 4 crowns | 2 crowns |
"""


def test_a_row_is_found_from_a_cell_to_its_last_one() -> None:
    made = passages(read_markdown(TABLE), "d", "Fares", sentence_splitter("english"), ChunkLimits(1, 300))
    rows = {" ".join(row.text.strip("| ").split()): row.fragment for row in made if row.kind is BlockKind.ROW}
    assert rows == {
        "**Adult** | 4 crowns | 7 crowns": "Adult,7%20crowns",
        "Child | 2 crowns | 4 crowns": "Child,4%20crowns",
        "Dog | free": "Dog,free",
        "4 crowns | 2 crowns": "way-,4%20crowns,2%20crowns",
    }


CODE = """\
# Tea

Brew it.

```
brew tea
   for  3 minutes
pour it
```

```
brew tea
pour it
```
"""


def test_code_is_found_from_line_to_line_and_never_across_a_gap() -> None:
    assert fragments(CODE, read_markdown) == [
        "Brew%20it.",
        "for,pour%20it",
        "it-,brew%20tea,pour%20it",
    ]


BRACES = """\
# Tea

```
{
  strong: yes
}
```

```
{
  strong: yes
  sweet: no
}
```
"""


def test_code_is_told_apart_by_a_line_without_words() -> None:
    assert fragments(BRACES, read_markdown) == ["strong:%20yes,-%7D", "sweet:%20no"]


@pytest.mark.parametrize(
    ("line", "size"),
    [("The tea is hot. " * 750, 16), ("1." * 15_000, 100)],
    ids=["a sentence again and again", "one long word"],
)
def test_fewer_words_are_not_tried_where_all_do_not_tell_a_passage_from_its_repetitions(line: str, size: int) -> None:
    maker = FragmentMaker(line)
    begin = time.process_time()
    for start in range(0, len(line), size):
        maker.directive(start, start + size - 1)
    assert time.process_time() - begin < 1.5  # a third of that at most; with each number of words tried, six and more
