"""Keys of an infobox in words that people ask with, where the key's own do not read so."""

from __future__ import annotations

# Keys of Wikipedia's commonest infobox templates (person, officeholder), as they are without a number, in small letters. What
# stands before the first comma is what a fact goes by.
PLAIN_NAMES = {
    "alma mater": "alma mater, studied at",
    "birth date": "birth date, born on",
    "birth place": "birth place, born in",
    "death date": "death date, died on",
    "death place": "death place, died in",
    "predecessor": "predecessor, preceded by",
    "primeminister": "prime minister",
    "residence": "residence, lives in",
    "spouse": "spouse, married to",
    "successor": "successor, succeeded by",
    "term end": "term end, in office until",
    "term start": "term start, in office from",
    "viceprimeminister": "deputy prime minister",
    "vicepresident": "vice president",
}
