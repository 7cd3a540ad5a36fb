"""What changed in a version, and when it came out, is told from below its heading, and of no other version."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.knowing.reference.asked_release import LATEST, AskedRelease, asks_for_release
from chatbot.outcome import Answered
from chatbot.pages.reading_page import Piece, reading_page

CHANGELOG = """# Kestrel changelog

Kestrel is a backup tool for small offices.

## [2.4.0] - 2025-09-16

### Added

- Notifications can be sent to Mattermost.
- A dark theme for the console.

### Removed

- Support for Python 3.8.

## [2.3.1] - 2025-06-02

- Fixed: restoring files whose names contain a colon.
- Known issue: the tray icon is too small.

## [2.3.0] - 2025-04-22

- Fixed: the log was cut at midnight.
- Bandwidth limits for each destination.

## Upgrading from 2.2

Run the installer again.
"""


@pytest.mark.parametrize(
    ("question", "release"),
    [
        ("what changed in 2.3.0", AskedRelease("2.3", "", False, frozenset())),
        ("What's new in version 2.4?", AskedRelease("2.4", "", False, frozenset())),
        ("release notes for kestrel v2.3.1", AskedRelease("2.3.1", "", False, frozenset({"kestrel"}))),
        ("which bugs were fixed in 2.3.1?", AskedRelease("2.3.1", "fixed", False, frozenset())),
        ("known bugs in version 7", AskedRelease("7", "known", False, frozenset())),
        ("which issues were resolved in 7.1", AskedRelease("7.1", "fixed", False, frozenset())),
        ("problems in 7.1", AskedRelease("7.1", "known", False, frozenset())),
        ("what are the latest changes", AskedRelease(LATEST, "", False, frozenset())),
        ("what day was 2.3.0 out", AskedRelease("2.3", "", True, frozenset())),
        ("when did 2.3.0 come out", AskedRelease("2.3", "", True, frozenset())),
        ("what is the latest version?", AskedRelease(LATEST, "", True, frozenset())),
        ("what's new in the latest release", AskedRelease(LATEST, "", False, frozenset())),
        ("what changed since 2.3.0", None),
        ("why was it removed in 2.3.0", None),
        ("what is 2.3.0", None),
        ("what changed in 2019", None),
        ("when was she born", None),
    ],
)
def test_which_version_is_asked_for(question: str, release: AskedRelease | None) -> None:
    assert asks_for_release(question) == release


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "what changed in 2.4.0",
            ["Notifications can be sent to Mattermost.", "A dark theme for the console.", "Support for Python 3.8."],
        ),
        ("what was removed in 2.4?", ["Support for Python 3.8."]),
        ("new features in v2.4.0", ["Notifications can be sent to Mattermost.", "A dark theme for the console."]),
        ("which bugs were fixed in 2.3.1", ["Fixed: restoring files whose names contain a colon."]),
        ("known issues in kestrel 2.3.1", ["Known issue: the tray icon is too small."]),
        ("when was 2.3.0 released", ["[2.3.0] - 2025-04-22"]),
        ("what was removed in 2.3.1", []),
        ("known issues in 2.4.0", []),
        ("what changed in 2.2", []),
        ("what changed in 2.5.0", []),
    ],
)
def test_the_changes_of_one_version_are_told_and_no_others(new_world: World, question: str, told: list[str]) -> None:
    """All of them, also where they share no word with the question."""
    outcome = new_world.answerer({"changelog.md": CHANGELOG}).reply(question).outcome
    assert [passage.text for passage in outcome.told] == told if isinstance(outcome, Answered) else told == []


def test_of_two_programs_the_one_that_is_named_is_told(new_world: World) -> None:
    other = CHANGELOG.replace("Kestrel", "Plover").replace("Mattermost", "Zulip")
    answerer = new_world.answerer({"changelog.md": CHANGELOG, "plover.md": other})
    named = answerer.reply("what was added in plover 2.4.0").outcome
    assert [passage.text for passage in named.told] == [
        "Notifications can be sent to Zulip.",
        "A dark theme for the console.",
    ]
    both = answerer.reply("what was added in 2.4.0").outcome
    assert {passage.citation.document for passage in both.told} == {"kestrel-changelog", "plover-changelog"}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.md", "# Log\n\n## [2.1] - 2025-03-04\n\n- Fixed: the lamp.\n\n## [2.0] - 2024-05-06\n\n- Added: a lamp.\n", "[2.1] - 2025-03-04"),
        ("a.md", "# Log\n\n## 2.1\n\nReleased on 4 March 2025\n\n- Fixed: the lamp.\n", "2.1\n\nReleased on 4 March 2025"),
        ("a.html", "<h1>Log</h1><h2>Version 2.1 (4 March 2025)</h2><p>The lamp was mended, and is bright again.</p>", "Version 2.1 (4 March 2025)"),
        ("a.txt", "Log\n\nVersion 2.1 (4 March 2025)\n  - Fixed: the lamp\n  - Added: a bulb\n\nVersion 2.0 (1 May 2024)\n  - Added: a lamp\n", "Version 2.1 (4 March 2025)"),
    ],
    ids=["in a heading", "below a heading", "in a heading of a page", "above a list in plain text"],
)  # fmt: skip
def test_when_a_version_came_out_is_told_by_its_heading(new_world: World, name: str, text: str, told: str) -> None:
    """Such a heading is a passage, and stays what the items below it are told behind."""
    answerer = new_world.answerer({name: text})
    when, changes = (answerer.reply(asked).outcome for asked in ("when was 2.1 released", "what changed in 2.1"))
    assert isinstance(when, Answered)
    assert [passage.text for passage in when.told] == [told]
    [mark] = when.passages[0].highlights
    assert "2025" in told[mark.start : mark.end]
    assert isinstance(changes, Answered)
    assert "lamp" in changes.told[0].text


def test_the_latest_version_is_the_one_with_the_highest_number(new_world: World) -> None:
    outcome = new_world.answerer({"changelog.md": CHANGELOG}).reply("what is the latest version?", "kestrel-changelog")
    assert outcome.outcome.message == "[2.4.0] - 2025-09-16"


@pytest.mark.parametrize(
    "heading", ["2.1 Installation", "4.2", "Rooms in 2025", "Upgrade to 2.1", "What is new in version 2.1?"]
)
def test_a_heading_that_is_no_versions_is_no_passage(new_world: World, heading: str) -> None:
    answerer = new_world.answerer({"a.md": f"# Manual\n\n## {heading}\n\nTurn the key twice.\n"})
    assert answerer.passage_index.count == 1


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("which version added the dark theme", ["[2.4.0] - 2025-09-16", "A dark theme for the console."]),
        ("in which version was support for python 3.8 removed?", ["[2.4.0] - 2025-09-16", "Support for Python 3.8."]),
        ("since when are there bandwidth limits", ["[2.3.0] - 2025-04-22", "Bandwidth limits for each destination."]),
        ("which release fixed the colon in file names", ["[2.3.1] - 2025-06-02", "Fixed: restoring files whose names contain a colon."]),
        ("which version supports python 3.8", []),
        ("which version added a light theme", []),
        ("which version added kestrel", []),
        ("when was Mattermost founded", []),
    ],
)  # fmt: skip
def test_the_version_that_brought_something_is_told_with_what_it_brought(
    new_world: World, question: str, told: list[str]
) -> None:
    outcome = new_world.answerer({"changelog.md": CHANGELOG}).reply(question).outcome
    sure = outcome.told if isinstance(outcome, Answered) and outcome.confidence >= 0.8 else ()
    assert [passage.text for passage in sure] == told
    if told:
        [mark] = outcome.shown[0].highlights
        assert told[0][mark.start : mark.end] in ("2.4.0", "2.3.1", "2025-04-22")


def test_a_heading_that_is_a_passage_stays_a_heading_of_the_page(new_world: World) -> None:
    """With the passage in it, so that a citation finds it there."""
    answerer = new_world.answerer({"changelog.md": CHANGELOG})
    [document] = answerer.passage_index.documents.values()
    sections = reading_page(answerer.passage_index, document)
    assert [(section.path, section.told is not None) for section in sections][1:4] == [
        (("[2.4.0] - 2025-09-16",), True),
        (("[2.4.0] - 2025-09-16", "Added"), False),
        (("[2.4.0] - 2025-09-16", "Removed"), False),
    ]
    assert sections[1].told is not None
    assert sections[1].told.pieces == [Piece("[2.4.0] - 2025-09-16", "kestrel-changelog:2")]
    assert sections[1].blocks == ()
