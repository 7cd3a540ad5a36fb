"""The package that a Word document is: a ZIP archive of XML parts, of which those with text are taken, and no more than a bound."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from lxml import etree

from index.errors import SourceError

# Of what is taken; a book of 500 pages has some 10, and reading takes some twenty times as much memory for a moment.
XML_BYTES = 32 * 2**20

CONTENT_TYPES, PROPERTIES = "[Content_Types].xml", "docProps/core.xml"
# What holds text and says how it is set, by its root element; the rest is pictures, themes, settings, headers and comments.
_TAKEN = frozenset({"document", "styles", "numbering", "footnotes", "endnotes"})
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an encrypted .docx, or a .doc ([MS-CFB], 2.2)
_DAMAGED = "is no Word document (.docx), or is damaged; open it in Word or LibreOffice and save it again"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


def parts_of(data: bytes) -> dict[str, etree._Element]:
    """The root elements of what is read, by the names of their parts.

    Refused are encrypted and damaged files, those with a document type, which OOXML forbids (ISO/IEC 29500-2, 7.2.4), and
    more than XML_BYTES of XML.
    """
    if data.startswith(_COMPOUND_FILE):
        raise SourceError("has a password or the form of before Word 2007 (.doc); save it as .docx without a password")
    parts: dict[str, etree._Element] = {}
    left = XML_BYTES
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for entry in archive.infolist():
                if not entry.filename.endswith((".xml", ".rels")):
                    continue
                with archive.open(entry) as part:
                    written = part.read(left + 1)
                left -= len(written)
                if left < 0:
                    raise SourceError(f"holds more than {XML_BYTES // 2**20} MiB of text and its form; split it")
                root = etree.fromstring(written, _PARSER)
                if root.getroottree().docinfo.doctype:
                    raise SourceError(_DAMAGED)
                if _is_taken(entry.filename, root):
                    parts[entry.filename] = root
    except (zipfile.BadZipFile, etree.XMLSyntaxError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise SourceError(_DAMAGED) from error  # of zlib too
    if not any(etree.QName(root).localname == "document" for root in parts.values()):
        raise SourceError(_DAMAGED)
    return parts


def packed(parts: Mapping[str, etree._Element]) -> BytesIO:
    """A package of these parts."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, root in parts.items():
            archive.writestr(name, etree.tostring(root, encoding="UTF-8", xml_declaration=True))
    file.seek(0)
    return file


def _is_taken(name: str, root: etree._Element) -> bool:
    return name in (CONTENT_TYPES, PROPERTIES) or name.endswith(".rels") or etree.QName(root).localname in _TAKEN
