"""Word documents to read."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx.document import Document

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(document: Document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def written(body: str, **parts: str) -> bytes:
    """A package of a body's XML (`w:`, `m:`), and of other parts by the names of their files."""
    names = f'xmlns:w="{WORD}" xmlns:m="{MATHS}"'
    to_parts = "".join(
        f'<Relationship Id="r{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>' for name in parts if name != "core"
    )
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    files = {
        "[Content_Types].xml": types,
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{relations}">{to_parts}</Relationships>',
        "word/document.xml": f"<w:document {names}><w:body>{body}</w:body></w:document>",
    }
    for name, xml in parts.items():
        files["docProps/core.xml" if name == "core" else f"word/{name}.xml"] = xml
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def paragraph(*runs: str, style: str = "", properties: str = "") -> str:
    """A paragraph of words, or of runs' XML where they begin with a bracket."""
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    made = (run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs)
    return f"<w:p><w:pPr>{style}{properties}</w:pPr>{''.join(made)}</w:p>"


def bold(words: str) -> str:
    return f"<w:r><w:rPr><w:b/></w:rPr><w:t>{words}</w:t></w:r>"


def hidden(words: str, value: str = "") -> str:
    return f"<w:r><w:rPr><w:vanish{value}/></w:rPr><w:t>{words}</w:t></w:r>"


def styles(*made: str) -> str:
    return f'<w:styles xmlns:w="{WORD}">{"".join(made)}</w:styles>'


def style(identifier: str, name: str, based_on: str = "", outline: int | None = None) -> str:
    of = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    level = "" if outline is None else f'<w:pPr><w:outlineLvl w:val="{outline}"/></w:pPr>'
    return f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:name w:val="{name}"/>{of}{level}</w:style>'


def marked(identifier: str, name: str, mark: str, kind: str = "character") -> str:
    """A style that says of its words that they are `mark` ("b", "strike", "vanish")."""
    return f'<w:style w:type="{kind}" w:styleId="{identifier}"><w:name w:val="{name}"/><w:rPr><w:{mark}/></w:rPr></w:style>'


def run(content: str, properties: str = "") -> str:
    """A run of XML, or of words where that begins with no bracket."""
    content = content if content.startswith("<") else f'<w:t xml:space="preserve">{content}</w:t>'
    return f"<w:r><w:rPr>{properties}</w:rPr>{content}</w:r>"


def table(*rows: tuple[str, ...]) -> str:
    """Rows of cells, each words or a cell's XML; what is said of a row (`<w:trPr>`) may stand before them."""
    made = ""
    for row in rows:
        cells = (cell if cell.startswith("<") else f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row)
        made += f"<w:tr>{''.join(cells)}</w:tr>"
    return f"<w:tbl>{made}</w:tbl>"


def cell(words: str, properties: str) -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(words)}</w:tc>"


def core(title: str) -> str:
    return f'<cp:coreProperties xmlns:cp="x" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>'
