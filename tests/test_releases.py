"""What changed in a version, and when it came out, is told from below its heading, and of no other version."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.knowing.asked_release import LATEST, AskedRelease, asks_for_release
from chatbot.outcome import Answered

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

Released on 22 April 2025.

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
        ("when was 2.3.0 released", ["Released on 22 April 2025."]),
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
