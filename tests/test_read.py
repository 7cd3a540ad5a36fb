"""From sources to documents: which files there are, what they are called, and how an unreadable one is told."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from index import NothingToIndex, SettingsError
from index.manifest import SourceRecord
from index.read import ReadDocument, Sources, read_file
from index.settings import SourceSettings
from index.source_files import Problem


def write(folder: Path, files: Mapping[str, bytes | str]) -> None:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())


@dataclass(frozen=True)
class Read:
    """Everything that came of some sources."""

    documents: list[ReadDocument]
    problems: list[Problem]
    skipped: dict[str, int]


def read(base: Path, *sources: str | SourceSettings) -> Read:
    reader = Sources([SourceSettings(path=source) if isinstance(source, str) else source for source in sources], base)
    found = [replace(document, id=own) for own, document in reader.identified(map(read_file, reader.files))]
    return Read(found, reader.problems, dict(reader.skipped))


def test_a_document_is_known_by_its_title_its_source_and_its_bytes(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf= Ada Quill =\r\n\r\nShe kept the light.\r\n"
    write(tmp_path, {"texts/ada.txt": data})
    [document] = read(tmp_path, "texts").documents
    assert (document.id, document.title) == ("ada-quill", "Ada Quill")
    assert document.article.text == data.decode()
    assert document.record == SourceRecord(
        source="texts/ada.txt", document="ada-quill", sha256=hashlib.sha256(data).hexdigest(), bytes=len(data)
    )


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        pytest.param("a.txt", "= Ada Quill =\n\nx\n", ("ada-quill", "Ada Quill"), id="the title's slug"),
        pytest.param("Old notes_2.txt", "x\n", ("old-notes-2", "Old notes_2"), id="without a title the file's name"),
        pytest.param("a.txt", "= Élan & Ñu: 2nd =\n\nx\n", ("elan-nu-2nd", "Élan & Ñu: 2nd"), id="accents and marks"),
        pytest.param("a.txt", "= មូរ សុខហួ =\n\nx\n", ("មូរ-សុខហួ", "មូរ សុខហួ"), id="other scripts are kept"),
        pytest.param("a.txt", "= Пётр =\n\nx\n", ("пётр", "Пётр"), id="a letter that is not an accent is kept"),
        pytest.param("b.txt", "= !!! =\n\nx\n", ("b", "!!!"), id="a title of marks alone"),
        pytest.param("!.txt", "x\n", ("document", "!"), id="a name of marks alone"),
        pytest.param("a.txt", f"= {'Hot pots ' * 99}=\n\nx\n", ("-".join(["hot-pots"] * 33), f"{' '.join(['Hot pots'] * 33)}…"), id="a title of many words"),
        pytest.param("a.txt", f"= {'a' * 999} =\n\nx\n", ("a" * 300, f"{'a' * 300}…"), id="a title of one long word"),
    ],
)  # fmt: skip
def test_an_id_is_readable(tmp_path: Path, name: str, content: str, expected: tuple[str, str]) -> None:
    write(tmp_path, {name: content})
    [document] = read(tmp_path, ".").documents
    assert (document.id, document.title) == expected


def test_ids_are_unique(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"1.txt": "= Tea =\n\nx", "2.txt": "= Tea =\n\ny", "3.txt": "= Tea 2 =\n\nz", "4.txt": "= Tea =\n\n!x"},
    )
    assert [document.id for document in read(tmp_path, ".").documents] == ["tea", "tea-2", "tea-2-2", "tea-3"]


@dataclass(frozen=True)
class Named:
    """What has an id."""

    id: str


def test_documents_of_one_name_are_counted_on_and_not_from_the_start(tmp_path: Path) -> None:
    begin = time.process_time()
    named = [Named("home"), Named("home-7")] + 5_999 * [Named("home")]
    ids = [own for own, _ in Sources([], tmp_path).identified(named)]
    assert time.process_time() - begin < 1  # counted from the start, seconds
    assert ids == ["home", "home-7", *(f"home-{number}" for number in range(2, 6_002) if number != 7)]


def test_files_are_read_in_a_stable_order_and_once(tmp_path: Path) -> None:
    write(tmp_path, {"b.txt": "x", "a/z.txt": "x", "a/b/c.md": "x", "B.txt": "x", "10.txt": "x", "2.txt": "x"})
    sources = [document.record.source for document in read(tmp_path, "b.txt", ".", "a").documents]
    assert sources == ["b.txt", "10.txt", "2.txt", "B.txt", "a/b/c.md", "a/z.txt"]


def test_hidden_files_and_unknown_types_are_skipped_and_counted_by_type(tmp_path: Path) -> None:
    files = [
        ".hidden.txt",
        ".git/a.txt",
        "sub/.b/c.md",
        "~$handbook.docx",
        "picture.png",
        "b.PNG",
        "data.json",
        "README",
    ]
    write(tmp_path, {"a.txt": "x", "B.TXT": "x", **dict.fromkeys(files, "x")})
    result = read(tmp_path, ".")
    assert ([document.id for document in result.documents], result.problems) == (["b", "a"], [])
    assert result.skipped == {"hidden": 4, ".png": 2, ".json": 1, "": 1}


def test_a_folder_that_is_itself_in_a_hidden_one_is_read(tmp_path: Path) -> None:
    write(tmp_path, {".local/texts/a.txt": "x"})
    assert [document.id for document in read(tmp_path, ".local/texts").documents] == ["a"]


def test_a_source_is_cited_relative_to_the_configuration_or_to_its_own_folder(tmp_path: Path) -> None:
    base, outside = tmp_path / "project", tmp_path / "shelf" / "texts"
    write(base, {"texts/a.txt": "x"})
    write(outside, {"deep/b.txt": "x"})
    result = read(base, "texts", str(outside), "../shelf/texts/deep/b.txt")
    assert [document.record.source for document in result.documents] == ["texts/a.txt", "texts/deep/b.txt"]


def test_a_url_of_a_folder_holds_each_files_path(tmp_path: Path) -> None:
    write(tmp_path, {"texts/a.txt": "x", "texts/b/c.v2.md": "x", "one.txt": "x"})
    result = read(
        tmp_path,
        SourceSettings(path="texts", url="https://example.org/{path}.html"),
        SourceSettings(path="one.txt", url="https://example.org/one", title="The One"),
    )
    assert [(d.id, d.title, d.article.url) for d in result.documents] == [
        ("a", "a", "https://example.org/a.html"),
        ("c-v2", "c.v2", "https://example.org/b/c.v2.html"),
        ("the-one", "The One", "https://example.org/one"),
    ]


def test_a_path_in_a_url_is_percent_encoded(tmp_path: Path) -> None:
    write(tmp_path, {"texts/who & why?.txt": "x", "texts/köln/a#1.txt": "x"})
    result = read(tmp_path, SourceSettings(path="texts", url="https://example.org/{path}"))
    assert {document.article.url for document in result.documents} == {
        "https://example.org/who%20%26%20why%3F",
        "https://example.org/k%C3%B6ln/a%231",
    }


def test_files_of_folders_of_one_name_are_cited_apart(tmp_path: Path) -> None:
    base = tmp_path / "project"
    write(base, {"docs/x.txt": "x"})
    write(tmp_path, {"one/docs/x.txt": "x", "two/docs/x.txt": "x", "two/docs/y.txt": "x"})
    result = read(base, "docs", "../one/docs", "../two/docs")
    assert [document.record.source for document in result.documents] == [
        "docs/x.txt", "one/docs/x.txt", "two/docs/x.txt", "docs/y.txt",
    ]  # fmt: skip


def test_a_name_that_is_no_text_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    write(tmp_path, {"texts/a.txt": "One."})
    (tmp_path / "texts" / os.fsdecode(b"b\xff.txt")).write_text("Two.")
    result = read(tmp_path, SourceSettings(path="texts", url="https://example.org/{path}"))
    assert [document.id for document in result.documents] == ["a"]
    assert result.problems == [Problem("'texts/b\\udcff.txt'", "has a name that is not UTF-8; rename it")]


def test_a_link_to_nothing_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"texts/a.txt": "One."})
    (tmp_path / "texts" / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert read(tmp_path, "texts").problems == [Problem("texts/gone.txt", "cannot be read: No such file or directory")]


def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path, {"texts/a.txt": "One."})
    os.mkfifo(tmp_path / "texts" / "b.txt")
    no_file = "is a pipe, a socket or a device, and no file"
    assert read(tmp_path, "texts").problems == [Problem("texts/b.txt", no_file)]
    with pytest.raises(NothingToIndex, match=f"texts/b.txt {no_file}"):
        read(tmp_path, "texts/b.txt")


@pytest.mark.parametrize(
    ("links", "sources"),
    [
        pytest.param({"texts/more": "shelf"}, ["texts/a/x.txt", "texts/more/y.txt"], id="a folder elsewhere"),
        pytest.param({"texts/a/up": "texts", "texts/a/self": "texts/a/self"}, ["texts/a/x.txt"], id="in a circle"),
        pytest.param({"texts/0": "texts/a"}, ["texts/a/x.txt"], id="a folder that is here"),
        pytest.param({"texts/b": "shelf", "shelf/back": "texts", "texts/c": "shelf"}, ["texts/a/x.txt", "texts/b/y.txt"], id="a folder elsewhere twice, and back"),
        pytest.param({"texts/0": "texts/.store"}, ["texts/0/hidden.txt", "texts/a/x.txt"], id="a hidden folder, shown"),
        pytest.param({"texts/.0": "shelf"}, ["texts/a/x.txt"], id="a hidden link"),
        pytest.param({"texts/0.txt": "texts/a/x.txt"}, ["texts/a/x.txt"], id="a file that is here"),
        pytest.param({"texts/0.txt": "shelf/y.txt", "texts/1.txt": "shelf/y.txt"}, ["texts/0.txt", "texts/a/x.txt"], id="a file elsewhere twice"),
        pytest.param({"texts/more": "shelf", "texts/0.txt": "shelf/y.txt"}, ["texts/0.txt", "texts/a/x.txt"], id="a file of a folder elsewhere"),
    ],
)  # fmt: skip
def test_links_are_followed_and_no_file_is_read_twice(
    tmp_path: Path, links: dict[str, str], sources: list[str]
) -> None:
    write(tmp_path, {"texts/a/x.txt": "One.", "texts/.store/hidden.txt": "Two.", "shelf/y.txt": "Three."})
    for link, target in links.items():
        (tmp_path / link).symlink_to(tmp_path / target)
    result = read(tmp_path, "texts")
    assert ([document.record.source for document in result.documents], result.problems) == (sources, [])


def test_a_file_keeps_its_own_path_where_an_earlier_source_has_a_link_to_it(tmp_path: Path) -> None:
    write(tmp_path, {"texts/a.txt": "One.", "shelf/y.txt": "Two."})
    (tmp_path / "texts" / "b.txt").symlink_to(tmp_path / "shelf" / "y.txt")
    of_shelf = SourceSettings(path="shelf", url="https://example.org/{path}")
    found = [(document.record.source, document.article.url) for document in read(tmp_path, "texts", of_shelf).documents]
    assert found == [("texts/a.txt", None), ("shelf/y.txt", "https://example.org/y")]


@pytest.mark.parametrize(
    ("link", "target", "source", "cited"),
    [
        pytest.param("notes/page.html", "store/77ab", "notes/page.html", ("notes/page.html", "Pool"), id="a file"),
        pytest.param("docs", "store", "docs", ("docs/pool.html", "Pool"), id="a folder"),
        pytest.param("current", "store", "current/pool.html", ("current/pool.html", "Pool"), id="a file of such a folder"),
        pytest.param("docs", "store/deep", "docs/../pool.html", ("store/pool.html", "Pool"), id="what is above its target"),
        pytest.param("../by-another-name", ".", "../by-another-name/store", ("store/pool.html", "Pool"), id="the settings' folder"),
    ],
)  # fmt: skip
def test_a_source_that_is_a_link_is_cited_and_read_by_its_own_name(
    tmp_path: Path, link: str, target: str, source: str, cited: tuple[str, str]
) -> None:
    base = tmp_path / "project"
    page = "<html><head><title>Pool</title></head><body><p>The pool opens at nine o'clock.</p></body></html>"
    write(base, {"store/pool.html": page, "store/deep/a.txt": "x", "notes/a.txt": "x"})
    write(base, {"store/77ab": page} if link == "notes/page.html" else {})
    (base / link).symlink_to(base / target)
    [document] = [document for document in read(base, source).documents if document.title == "Pool"]
    assert (document.record.source, document.title) == cited


def test_one_url_for_a_whole_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"texts/a.txt": "x"})
    with pytest.raises(SettingsError, match=r"the url of the folder texts needs \{path\}"):
        read(tmp_path, SourceSettings(path="texts", url="https://example.org/"))


def test_one_title_for_a_whole_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"texts/a.txt": "x"})
    with pytest.raises(SettingsError, match="the title of the folder texts"):
        read(tmp_path, SourceSettings(path="texts", title="Texts"))


LATIN = "Élan went to the café in Gull Bay and had a naïve piña colada. "


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        pytest.param("x.txt", LATIN.encode("cp1252"), "is not UTF-8 (it looks like cp125", id="Windows Latin"),
        pytest.param("x.txt", LATIN.encode("utf-16"), "is not UTF-8 (it looks like utf_16)", id="UTF-16"),
        pytest.param("x.md", "Привет, как дела? Это русский текст.".encode("cp1251"), "is not UTF-8 (it looks like cp1251)", id="Windows Cyrillic"),
        pytest.param("x.md", b'---\ntitle: "\\ud800 tea"\n---\nIt is hot.', "has half a character (a lone surrogate) in its front matter", id="half a character"),
        pytest.param("x.txt", b"Cut in a letter: caf\xc3", "is not UTF-8", id="UTF-8 that was cut"),
        pytest.param("x.txt", LATIN.encode("utf-16-le"), "is not", id="UTF-16 without a mark"),
        pytest.param("x.txt", b"text\0text", "holds NUL characters", id="binary"),
        pytest.param("x.txt", b"", "is empty", id="empty"),
        pytest.param("x.md", b"\xef\xbb\xbf \r\n", "is empty", id="white space and a byte order mark"),
        pytest.param("x.pdf", b"%PDF-1.7 and nothing more", "", id="a broken PDF"),
    ],
)  # fmt: skip
def test_an_unreadable_file_is_told_and_the_rest_goes_on(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    write(tmp_path, {"texts/a.txt": "One.", f"texts/{name}": data, "texts/z.txt": "Two."})
    result = read(tmp_path, "texts")
    assert [document.id for document in result.documents] == ["a", "z"]
    [problem] = result.problems
    assert problem.source == f"texts/{name}"
    assert problem.reason.startswith(told) and str(tmp_path) not in problem.reason and len(problem.reason) > 5


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        pytest.param("x.odt", b"PK\x03\x04\xff\xfe", "is no UTF-8 text, and .odt is no type that is read; convert it to .txt, ", id="a document of an office program"),
        pytest.param("x.XLSX", b"PK\x03\x04\0", "is no UTF-8 text, and .xlsx is no type that is read; ", id="one in ASCII with NUL"),
        pytest.param("x.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is no UTF-8 text, and .png is no type that is read; ", id="a picture"),
        pytest.param("x.ai", b"%PDF-1.7\n%\xe2\xe3\n", "is no UTF-8 text, and .ai is no type that is read; ", id="a PDF of another suffix"),
        pytest.param("x", LATIN.encode("cp1252"), "is not UTF-8 (it looks like cp125", id="without a type"),
        pytest.param("x.rst", LATIN.encode("cp1252"), "is not UTF-8 (it looks like cp125", id="a text of Windows Latin"),
        pytest.param("x.csv", LATIN.replace(". ", ";\r\n").encode("utf-16"), "is not UTF-8 (it looks like utf_16); convert it, for example with iconv", id="a table of UTF-16"),
        pytest.param("x.odt", b"", "is empty", id="empty"),
        pytest.param("x.log", LATIN.encode(), None, id="a text of UTF-8"),
    ],
)  # fmt: skip
def test_a_file_of_another_type_that_is_named_by_itself_is_read_where_it_is_text(
    tmp_path: Path, name: str, data: bytes, told: str | None
) -> None:
    write(tmp_path, {"a.txt": "One.", name: data})
    result = read(tmp_path, "a.txt", name)
    assert [document.id for document in result.documents] == (["a", "x"] if told is None else ["a"])
    assert [problem.reason.startswith(told or "-") for problem in result.problems] == ([True] if told else [])


def test_all_problems_are_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "", "b.txt": "One.", "c.txt": b"\0"})
    assert read(tmp_path, ".").problems == [
        Problem("a.txt", "is empty"),
        Problem("c.txt", "holds NUL characters, so it is not a text; convert it to UTF-8 text"),
    ]


def test_a_folder_that_cannot_be_looked_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its documents would vanish from the next version without a word."""
    write(tmp_path, {"texts/a.txt": "One.", "texts/closed/b.txt": "Two."})
    look = os.scandir

    def refuse(folder: str) -> object:
        if Path(folder).name == "closed":
            raise PermissionError(13, "Permission denied", str(folder))
        return look(folder)

    monkeypatch.setattr("os.scandir", refuse)
    result = read(tmp_path, "texts")
    assert [document.id for document in result.documents] == ["a"]
    assert result.problems == [Problem("texts/closed", "cannot be read: Permission denied")]


NAMED = {"path": "texts/a.txt", "url": "https://b.example/rules", "title": "Rules"}
AROUND = {"path": "texts", "url": "https://a.example/{path}"}


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        pytest.param([AROUND, NAMED], ("https://b.example/rules", "Rules"), id="the folder before"),
        pytest.param([NAMED, AROUND], ("https://b.example/rules", "Rules"), id="the folder behind"),
        pytest.param([AROUND, {"path": "texts/a.txt", "title": "Rules"}], ("https://a.example/a", "Rules"), id="an address unsaid, the folder before"),
        pytest.param([{"path": "texts/a.txt", "title": "Rules"}, AROUND], ("https://a.example/a", "Rules"), id="an address unsaid, the folder behind"),
        pytest.param([AROUND, {"path": "texts/a.txt", "url": ""}], ("", None), id="no address on purpose"),
        pytest.param([NAMED, {"path": "texts/a.txt", "title": "Others"}], ("https://b.example/rules", "Rules"), id="named twice"),
        pytest.param([AROUND, {"path": "texts", "url": "https://c.example/{path}"}], ("https://a.example/a", None), id="a folder twice"),
        pytest.param([{"path": "."}, AROUND], ("https://a.example/a", None), id="a folder within one, behind"),
        pytest.param([{"path": ".", "url": "https://c.example/{path}"}, AROUND], ("https://a.example/a", None), id="another address around, before"),
        pytest.param([AROUND, {"path": ".", "url": "https://c.example/{path}"}], ("https://a.example/a", None), id="another address around, behind"),
        pytest.param([{"path": "texts"}, {"path": ".", "url": "https://c.example/{path}"}], ("https://c.example/texts/a", None), id="an address unsaid, a folder around"),
        pytest.param([{"path": "."}, AROUND, NAMED], ("https://b.example/rules", "Rules"), id="two folders and the file"),
    ],
)  # fmt: skip
def test_what_names_a_file_itself_goes_before_a_folder_around_it(
    tmp_path: Path, sources: list[dict[str, str]], said: tuple[str | None, str | None]
) -> None:
    (tmp_path / "texts").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "texts" / name).write_text("A heron stood on granite.\n")
    files = Sources([SourceSettings.model_validate(source) for source in sources], tmp_path).files
    assert [(file.url, file.title) for file in files if file.path.name == "a.txt"] == [said]
    assert len(files) == len({file.path for file in files})


@pytest.mark.parametrize(
    ("sources", "full_titles"),
    [
        pytest.param([{"path": "texts", "site_name": "Gull Inn"}], ["Tea – Gull Inn", "At the Gull Inn", "c – Gull Inn"], id="of a folder"),
        pytest.param([{"path": "texts"}], ["Tea", "At the Gull Inn", "c"], id="of none"),
        pytest.param([{"path": "texts/a.txt", "site_name": "Tern Inn"}, {"path": "texts", "site_name": "Gull Inn"}], ["Tea – Tern Inn", "At the Gull Inn", "c – Gull Inn"], id="a file's own"),
        pytest.param([{"path": "texts/a.txt", "title": "Hot tea"}, {"path": "texts", "site_name": "Gull Inn"}], ["Hot tea – Gull Inn", "At the Gull Inn", "c – Gull Inn"], id="unsaid, of the folder around"),
    ],
)  # fmt: skip
def test_the_sites_name_stands_beside_each_title_that_lacks_it(
    tmp_path: Path, sources: list[dict[str, str]], full_titles: list[str]
) -> None:
    write(
        tmp_path,
        {
            "texts/a.txt": "= Tea =\nIt is hot.",
            "texts/b.txt": "= At the Gull Inn =\nIt is full.",
            "texts/c.txt": "It is late.",
        },
    )
    files = Sources([SourceSettings.model_validate(source) for source in sources], tmp_path).files
    read = [document for file in files if isinstance(document := read_file(file), ReadDocument)]
    assert sorted(document.full_title for document in read) == sorted(full_titles)
    assert all("Gull Inn" not in document.title or document.title == "At the Gull Inn" for document in read)


def test_no_source_at_all_is_told_where_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(NothingToIndex, match=r"index\.sources names nothing; name files or folders there"):
        list(Sources([], tmp_path).identified([]))


def test_a_link_to_itself_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(NothingToIndex, match="source loop cannot be read"):
        read(tmp_path, "loop")


@pytest.mark.parametrize(
    ("files", "source", "told"),
    [
        pytest.param({"texts/a.txt": ""}, "texts", r"nothing to index in texts: texts/a\.txt is empty", id="only unreadable files"),
        pytest.param({f"{name}.txt": "" for name in "abcde"}, ".", r"a\.txt is empty; b\.txt is empty; c\.txt is empty; d\.txt is empty; e\.txt is empty", id="every unreadable file"),
        pytest.param({"texts/a.png": "x"}, "texts", r"nothing to index in texts: no file of a known type \(\.txt, ", id="only unknown types"),
        pytest.param({}, "texts", "source texts does not exist", id="no such folder"),
        pytest.param({"a.xyz": b"\0"}, "a.xyz", r"a\.xyz", id="a single file of an unknown type"),
    ],
)  # fmt: skip
def test_nothing_to_index_is_an_error_that_says_why(
    tmp_path: Path, files: dict[str, bytes | str], source: str, told: str
) -> None:
    write(tmp_path, files)
    with pytest.raises(NothingToIndex, match=told):
        read(tmp_path, source)
