"""PDFs with tags, as browsers, Word and LibreOffice write them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from pdf_of import HEIGHT, WIDTH, Words

Element = tuple[
    object, ...
]  # its type with its attributes, `TD ColSpan=2`; elements, and the numbers of words that it holds

_CATALOG, _PAGES, _TREE, _FONT, _FIRST_PAGE = range(1, 6)


def tagged(pages: Sequence[Sequence[Words]], *elements: Element) -> bytes:
    """A document with words at given places, whose numbers count through all pages from 0; those in no element are artifacts."""
    firsts = [0, *accumulate(map(len, pages))]
    ids = [_FIRST_PAGE + 2 * number for number in range(len(pages))]
    objects: dict[int, str] = {}
    holders: dict[int, int] = {}  # of words
    begin = _FIRST_PAGE + 2 * len(pages)

    def add(element: Element, parent: int, number: int) -> int:
        """Add an element, whose number is given, and what it holds; the next number."""
        kind, *attributes = str(element[0]).split()
        kids: list[str] = []
        following = number + 1
        for kid in element[1:]:
            if isinstance(kid, int):
                holders[kid] = number
                page = max(at for at in range(len(pages)) if kid >= firsts[at])
                kids.append(f"<</Type/MCR/Pg {ids[page]} 0 R/MCID {kid - firsts[page]}>>")
            elif isinstance(kid, tuple):
                kids.append(f"{following} 0 R")
                following = add(kid, number, following)
        told = "".join("/{} {}".format(*attribute.split("=")) for attribute in attributes)
        objects[number] = f"<</Type/StructElem/S/{kind}/P {parent} 0 R/K[{' '.join(kids)}]/A<</O/Table{told}>>>>"
        return following

    add(("Document", *elements), _TREE, begin)
    parents = ""
    for number, (page, first) in enumerate(zip(pages, firsts, strict=False)):
        held = [holders.get(first + at) for at in range(len(page))]
        parents += f"{number} [{' '.join(f'{holder} 0 R' if holder else 'null' for holder in held)}]"
        drawn = "".join(
            f"{f'/P <</MCID {at}>> BDC' if held[at] else '/Artifact BMC'}"
            f" BT /F1 {size} Tf 1 0 0 1 {left} {HEIGHT - top} Tm ({text}) Tj ET EMC\n"
            for at, (left, top, text, size) in enumerate(page)
        )
        objects[ids[number]] = (
            f"<</Type/Page/Parent {_PAGES} 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources<</Font<</F1 {_FONT} 0 R>>>>"
            f"/Contents {ids[number] + 1} 0 R/StructParents {number}>>"
        )
        objects[ids[number] + 1] = f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream"
    objects[_CATALOG] = f"<</Type/Catalog/Pages {_PAGES} 0 R/MarkInfo<</Marked true>>/StructTreeRoot {_TREE} 0 R>>"
    objects[_PAGES] = f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{page} 0 R' for page in ids)}]>>"
    objects[_TREE] = f"<</Type/StructTreeRoot/K {begin} 0 R/ParentTree<</Nums[{parents}]>>>>"
    objects[_FONT] = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    return _file(objects)


def _file(objects: dict[int, str]) -> bytes:
    parts = ["%PDF-1.7\n", *(f"{number} 0 obj\n{objects[number]}\nendobj\n" for number in sorted(objects))]
    starts = list(accumulate(map(len, parts)))
    table = "".join(f"{start:010} 00000 n \n" for start in starts[:-1])
    count = len(objects) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root {_CATALOG} 0 R>>\nstartxref\n{starts[-1]}\n%%EOF"
    return "".join((*parts, end)).encode("latin-1")
