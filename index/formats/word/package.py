"""The package that a Word document is: a ZIP archive of XML parts, of which those with text are taken, and no more than a bound."""

from __future__ import annotations

import lzma
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from index.errors import SourceError
from index.formats.word.markup import W, transitional

# Of what is taken; a book of 500 pages has some 10, and reading takes some twenty times as much memory for a moment.
XML_BYTES = 32 * 2**20
DAMAGED = "is no Word document (.docx), or is damaged; open it in Word or LibreOffice and save it again"

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an encrypted .docx, or a .doc ([MS-CFB], 2.2)
_DOCUMENT, _PROPERTIES = "word/document.xml", "docprops/core.xml"
_PARTS = ("styles", "numbering", "footnotes", "endnotes")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
# What zipfile lets through of an archive that is none.
_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    etree.XMLSyntaxError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Package:
    """The root elements of the parts that are read; of those that are not there, empty ones. `title` is that of the properties, or empty."""

    document: etree._Element
    styles: etree._Element
    numbering: etree._Element
    footnotes: etree._Element
    endnotes: etree._Element
    title: str

    def packed(self, numbering: str) -> BytesIO:
        """A package of the document and its notes alone, with this part for its lists."""
        parts = {"document": self.document, "footnotes": self.footnotes, "endnotes": self.endnotes}
        file = BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("word/numbering.xml", numbering)
            for name, root in parts.items():
                archive.writestr(f"word/{name}.xml", etree.tostring(root, encoding="UTF-8"))
        file.seek(0)
        return file


def open_package(data: bytes) -> Package:
    """Read the parts that a document is made of, and no others.

    Refused are encrypted and damaged files, those with a document type, which OOXML forbids (ISO/IEC 29500-2, 7.2.4), and
    more than XML_BYTES of XML.
    """
    if data.startswith(_COMPOUND_FILE):
        raise SourceError("has a password or the form of before Word 2007 (.doc); save it as .docx without a password")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = _Parts(archive)
            main = parts.related("", "_rels/.rels").get("officeDocument", _DOCUMENT)
            folder, name = posixpath.split(main)
            of_document = parts.related(folder, f"{folder}/_rels/{name}.rels")
            document = parts.root(main)
            if document is None or document.tag != f"{W}document" or document.find(f"{W}body") is None:
                raise SourceError(DAMAGED)
            named = {part: parts.root(of_document.get(part, f"word/{part}.xml")) for part in _PARTS}
            roots = {part: etree.Element(f"{W}{part}") if root is None else root for part, root in named.items()}
            properties = parts.root(_PROPERTIES)
    except _ERRORS as error:
        raise SourceError(DAMAGED) from error
    title = "" if properties is None else properties.findtext("{http://purl.org/dc/elements/1.1/}title") or ""
    return Package(document, **roots, title=" ".join(title.split()))


class _Parts:
    """The parts of an archive by their names, whose letters may be of either case (ISO/IEC 29500-2, 6.2.2)."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = {entry.filename.replace("\\", "/").lstrip("/").lower(): entry for entry in archive.infolist()}
        self._left = XML_BYTES

    def root(self, name: str) -> etree._Element | None:
        """The root element of a part; None where it is not there."""
        entry = self._entries.get(name.lower())
        if entry is None:
            return None
        with self._archive.open(entry) as part:
            written = part.read(self._left + 1)
        self._left -= len(written)
        if self._left < 0:
            raise SourceError(f"holds more than {XML_BYTES // 2**20} MiB of text and its form; split it")
        root = etree.fromstring(transitional(written), _PARSER)
        if root.getroottree().docinfo.doctype:
            raise SourceError(DAMAGED)
        return root

    def related(self, folder: str, name: str) -> dict[str, str]:
        """The parts that a part of relations names, by the last word of what each is to its owner, which lies in this folder."""
        root = self.root(name)
        relations = () if root is None else root.iterchildren(f"{{{root.nsmap.get(None)}}}Relationship")
        found = {}
        for relation in relations:
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            if relation.get("TargetMode") != "External" and target[1:].lower() in self._entries:
                found[relation.get("Type", "").rpartition("/")[2]] = target[1:]
        return found
