"""Settings: who wins, and how a wrong one is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatbot.settings import ChatSettings, ServerSettings
from index import SettingsError
from index.settings import IndexSettings, SourceSettings, base_folder, find_config, given_path, read_section


def config(folder: Path, text: str) -> Path:
    file = folder / "config.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("file", "environ", "flag", "port"),
    [
        pytest.param("", {}, None, 8080, id="default"),
        pytest.param("server: {port: 1}", {}, None, 1, id="file over default"),
        pytest.param("server: {port: 1}", {"CHATBOT_SERVER__PORT": "2"}, None, 2, id="environment over file"),
        pytest.param("server: {port: 1}", {"CHATBOT_SERVER__PORT": "2"}, 3, 3, id="flag over environment"),
        pytest.param("server: {port: 1}", {}, 3, 3, id="flag over file"),
        pytest.param("server:", {}, None, 8080, id="an empty section"),
        pytest.param("chat: {top_k: 1}", {"CHATBOT_CHAT__TOP_K": "2"}, None, 8080, id="other sections do not matter"),
    ],
)
def test_the_nearest_value_wins(
    tmp_path: Path, file: str, environ: dict[str, str], flag: int | None, port: int
) -> None:
    settings = read_section("server", ServerSettings, config(tmp_path, file), environ, {"port": flag})
    assert settings == ServerSettings(port=port)


def test_without_a_file_everything_has_a_default() -> None:
    assert read_section("index", IndexSettings, None, {}) == IndexSettings(
        sources=(SourceSettings(path="seeds"),), dir="var/index"
    )
    assert read_section("chat", ChatSettings, None, {}) == ChatSettings()


@pytest.mark.parametrize(
    ("section", "variable", "text", "expected"),
    [
        pytest.param(
            "server",
            "CHATBOT_SERVER__CORS_ORIGINS",
            '["https://a.example", "https://b.example"]',
            {"cors_origins": ("https://a.example", "https://b.example")},
            id="a list is JSON",
        ),
        pytest.param(
            "index",
            "CHATBOT_INDEX__SOURCES",
            '[{"path": "a.txt", "url": "https://a.example"}, "b"]',
            {"sources": (SourceSettings(path="a.txt", url="https://a.example"), SourceSettings(path="b"))},
            id="a list of mappings is JSON",
        ),
        pytest.param(
            "index", "CHATBOT_INDEX__SOURCES", "papers", {"sources": (SourceSettings(path="papers"),)}, id="one path"
        ),
        pytest.param("chat", "CHATBOT_CHAT__ANSWER_FLOOR", "0.25", {"answer_floor": 0.25}, id="a number"),
        pytest.param("index", "CHATBOT_INDEX__DIR", "/srv/index", {"dir": "/srv/index"}, id="a word"),
    ],
)
def test_the_environment_may_hold_any_value(
    section: str, variable: str, text: str, expected: dict[str, object]
) -> None:
    model = {"index": IndexSettings, "chat": ChatSettings, "server": ServerSettings}[section]
    assert read_section(section, model, None, {variable: text}) == model.model_validate(expected)


def test_an_empty_variable_is_none() -> None:
    assert read_section("server", ServerSettings, None, {"CHATBOT_SERVER__PORT": ""}).port == ServerSettings().port


def test_variables_of_other_programs_are_left_alone() -> None:
    environ = {"CHATBOT_CONFIG": "x.yaml", "CHATBOTS__PORT": "1", "SERVER__PORT": "2", "PATH": "/bin"}
    assert read_section("server", ServerSettings, None, environ) == ServerSettings()


def test_sources_are_written_as_paths_or_as_mappings(tmp_path: Path) -> None:
    file = config(tmp_path, "index:\n  sources:\n    - a\n    - {path: b, url: 'https://b.example/{path}', title: B}\n")
    assert read_section("index", IndexSettings, file, {}).sources == (
        SourceSettings(path="a"),
        SourceSettings(path="b", url="https://b.example/{path}", title="B"),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            "index:\n  dir: here\n  dri: there\n", ["config.yaml, line 3", "index.dri", "dir"], id="unknown key"
        ),
        pytest.param(
            "index:\n  sources: [{path: a, title: ' '}]\n",
            ["config.yaml", "index.sources.0.title"],
            id="a title of nothing",
        ),
        pytest.param(
            "chat:\n  top_k: 3\n\nsever:\n  port: 1\n",
            ["config.yaml, line 4", "sever", "index, chat, server"],
            id="unknown section",
        ),
        pytest.param("index: {}\n1:\n", ["config.yaml, line 2: unknown section 1; known: index"], id="a number"),
        pytest.param("on: true\n", ["config.yaml, line 1: unknown section on; known: index"], id="a truth value"),
        pytest.param(
            "index:\n  on: 1\n", ["config.yaml, line 2: index.on: unknown setting"], id="a truth value in a section"
        ),
        pytest.param(
            "index:\n  sources:\n    - path: a\n      ulr: https://a.example\n",
            ["config.yaml, line 4", "index.sources.0.ulr", "path, site_name, title, url"],
            id="unknown key of a source",
        ),
        pytest.param(
            "server:\n  host: localhost\n  port: many\n",
            ["config.yaml, line 3", "server.port", "'many'"],
            id="a word for a number",
        ),
        pytest.param(
            "server:\n  port: 70000\n", ["config.yaml, line 2", "server.port", "65535", "70000"], id="out of range"
        ),
        pytest.param("index:\n  dir: [a]\n", ["config.yaml, line 2", "index.dir"], id="a list for a word"),
        pytest.param(
            "server:\n  port: 1\n  host: a\n  port: 2\n", ["config.yaml, line 4", "server.port", "line 2"], id="twice"
        ),
        pytest.param(
            "index:\n  sources: [{path: a, url: 'javascript:alert(1)'}]\n",
            ["line 2", "index.sources.0.url", "http://", "javascript"],
            id="no address",
        ),
        pytest.param("server: 8080\n", ["config.yaml, line 1", "server"], id="a number for a section"),
        pytest.param("- server\n", ["config.yaml", "index, chat, server", "list"], id="a list for sections"),
        pytest.param("server:\n  port: [1\n", ["config.yaml", "line 3"], id="not YAML"),
        pytest.param("server: !!python/object:os.system {}\n", ["config.yaml", "line 1"], id="a YAML tag of Python"),
        pytest.param("index: &a\n  dir: *a\n", ["config.yaml", "hold itself"], id="an anchor that holds itself"),
        pytest.param("index: &a\n  <<: *a\n", ["config.yaml", "hold itself"], id="an anchor merged into itself"),
        pytest.param(
            "server:\n  rate_limit: true\n",
            ["config.yaml, line 2", "server.rate_limit", "True"],
            id="true for a number",
        ),
        pytest.param(
            "chat:\n  answer_floor: no\n", ["config.yaml, line 2", "chat.answer_floor", "False"], id="no for a number"
        ),
        pytest.param(
            "server:\n  trusted_proxies: 10.0.0.1\n",
            ["config.yaml, line 2", "server.trusted_proxies", "a list is expected", "'10.0.0.1'"],
            id="a word for a list",
        ),
        pytest.param(
            "index:\n  dir: ''\n", ["config.yaml, line 2", "index.dir", "at least 1 character"], id="no folder"
        ),
        pytest.param("index:\n  sources: [a, '']\n", ["config.yaml, line 2", "index.sources.1.path"], id="no source"),
        pytest.param("server:\n  feedback: ''\n", ["config.yaml, line 2", "server.feedback"], id="no file"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_line(tmp_path: Path, text: str, told: list[str]) -> None:
    file = config(tmp_path, text)
    with pytest.raises(SettingsError) as refused:
        for section, model in (("index", IndexSettings), ("chat", ChatSettings), ("server", ServerSettings)):
            read_section(section, model, file, {})
    assert [words for words in told if words not in str(refused.value)] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("server: {port: http}", "server.port: a whole number from 0 to 65535 is expected (found 'http').", id="a word for a port"),
        pytest.param("server: {port: 65536}", "server.port: a number from 0 to 65535 is expected (found 65536).", id="a port too large"),
        pytest.param("server: {mcp_port: 65536}", "server.mcp_port: a number from 0 to 65535 is expected (found 65536).", id="another one too large"),
        pytest.param("server: {metrics_port: 65536}", "server.metrics_port: a number from 0 to 65535 is expected (found 65536).", id="a third one too large"),
        pytest.param("server: {deadline: 10s}", "server.deadline: a number above 0 and up to 100 is expected (found '10s').", id="a unit"),
        pytest.param("server: {max_body_bytes: 1MB}", "server.max_body_bytes: a whole number of at least 1024 is expected (found '1MB').", id="a unit of bytes"),
        pytest.param("chat: {max_false_answers: 20}", "chat.max_false_answers: a number from 0.02 to 0.5 is expected (found 20).", id="percent for a share"),
        pytest.param("server: {log_questions: maybe}", "server.log_questions: true or false is expected (found 'maybe').", id="neither yes nor no"),
        pytest.param("server: {log_format: text}", "server.log_format: 'auto', 'json' or 'console' is expected (found 'text').", id="none of the choices"),
        pytest.param("server: {public_url: chat.example.org}", "server.public_url: a text such as https://example.org or https://example.org/help is expected (found 'chat.example.org').", id="a host for an address"),
        pytest.param("server: {public_url: 'https://a.example?x=1'}", "server.public_url: a text such as https://example.org or https://example.org/help is expected (found 'https://a.example?x=1').", id="an address with a query"),
        pytest.param("server: {public_url: 'https://a.example/?x=1'}", "server.public_url: a text such as https://example.org or https://example.org/help is expected (found 'https://a.example/?x=1').", id="and behind a slash"),
        pytest.param(f"server: {{model_name: {'m' * 65}}}", f"server.model_name: a text such as cited-chatbot (letters, digits, dots, - and _) is expected (found '{'m' * 65}').", id="a name too long"),
        pytest.param("server: {model_name: my model}", "server.model_name: a text such as cited-chatbot (letters, digits, dots, - and _) is expected (found 'my model').", id="a space in a name"),
        pytest.param("server: {trusted_proxies: [proxy.example.org]}", "server.trusted_proxies.0: an address or network such as 10.0.0.1 or 10.0.0.0/8 is expected (found 'proxy.example.org').", id="a name for an address"),
        pytest.param("server: {keys: chatbot_x}", "server.keys: a list is expected, in the environment as JSON.", id="one key for a list"),
        pytest.param("server: {metrics_keys: yes}", "server.metrics_keys: a list is expected, in the environment as JSON.", id="yes for a list"),
        pytest.param('server: {pid_file: "run\\0pid"}', "server.pid_file: a text without the character NUL is expected (found 'run\\x00pid').", id="NUL in a path"),
        pytest.param('index: {sources: ["\\0"]}', "index.sources.0.path: a text without the character NUL is expected (found '\\x00').", id="NUL in a source"),
        pytest.param("index: {dir: }", "index.dir: a text is expected (found nothing).", id="nothing"),
        pytest.param("index: {sources: [docs, null]}", "index.sources.1: an entry such as articles or {path: articles, url: 'https://example.org/{path}'} is expected (found nothing).", id="an empty item"),
        pytest.param("index: {sources: [{url: 'https://a.example'}]}", "index.sources.0.path: a text such as articles is expected (found nothing).", id="no path"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_what_is_expected_in_plain_words(tmp_path: Path, text: str, told: str) -> None:
    file = config(tmp_path, text)
    with pytest.raises(SettingsError) as refused:
        for section, model in (("index", IndexSettings), ("chat", ChatSettings), ("server", ServerSettings)):
            read_section(section, model, file, {})
    assert str(refused.value) == f"{file}, line 1: {told}"


@pytest.mark.parametrize(
    ("variable", "text", "told"),
    [
        pytest.param("CHATBOT_SERVER__PROT", "1", ["CHATBOT_SERVER__PROT", "server.prot", "port"], id="unknown key"),
        pytest.param("CHATBOT_SEVER__PORT", "1", ["CHATBOT_SEVER__PORT", "sever"], id="unknown section"),
        pytest.param("CHATBOT_SERVER__PORT", "many", ["server.port", "'many'"], id="a word for a number"),
        pytest.param(
            "CHATBOT_SERVER__CORS_ORIGINS",
            '["https://a.example"',
            ["CHATBOT_SERVER__CORS_ORIGINS", "JSON"],
            id="cut JSON",
        ),
        pytest.param(
            "CHATBOT_SERVER__CORS_ORIGINS",
            "https://a.example",
            ["server.cors_origins", "a list is expected", "JSON"],
            id="a word for a list",
        ),
    ],
)
def test_a_wrong_variable_is_refused_by_name(variable: str, text: str, told: list[str]) -> None:
    with pytest.raises(SettingsError) as refused:
        read_section("server", ServerSettings, None, {variable: text})
    assert [words for words in told if words not in str(refused.value)] == []


KEY = "chatbot_rWtg3mB0pXk2"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(f"server:\n  keys: [{KEY}]\n", "line 2: server.keys.0: the hash that `chatbot key new` prints", id="a key for its hash"),
        pytest.param(f"server:\n  metrics_keys:\n    - {KEY}\n", "line 3: server.metrics_keys.0: the hash", id="a key for the metrics"),
        pytest.param(f"server:\n  keys: {KEY}\n", "line 2: server.keys: a list is expected", id="no list"),
        pytest.param(f"server:\n  keys: [[{KEY}]]\n", "line 2: server.keys.0", id="a list in it"),
        pytest.param(f"server:\n  rate_limit_storage: ['redis://:{KEY}@a.example']\n", "server.rate_limit_storage", id="a list for an address"),
        pytest.param(f"server:\n  public_url: ftp://ada:{KEY}@a.example\n", "server.public_url", id="a password in an address"),
        pytest.param(f"index:\n  sources: [{{path: a, url: 'ftp://ada:{KEY}@a.example'}}]\n", "index.sources.0.url", id="a password in a source's address"),
        pytest.param(f"server:\n  keys: [{KEY}}}\n", "line 2: ", id="a wrong bracket"),
        pytest.param(f"server:\n  keys: ['{KEY}]\n", "begun in line 2: ", id="a quote that does not end"),
        pytest.param(f"server:\n  keys: [*{KEY}]\n", "line 2: found undefined alias", id="an alias"),
    ],
)  # fmt: skip
def test_what_may_be_a_secret_is_not_repeated(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        for section, model in (("index", IndexSettings), ("server", ServerSettings)):
            read_section(section, model, config(tmp_path, text), {})
    assert told in str(refused.value)
    assert KEY not in str(refused.value)


@pytest.mark.parametrize("text", [KEY, f'["{KEY}"]'])
def test_nor_is_one_of_the_environment(text: str) -> None:
    with pytest.raises(SettingsError, match=r"CHATBOT_SERVER__KEYS: server\.keys") as refused:
        read_section("server", ServerSettings, None, {"CHATBOT_SERVER__KEYS": text})
    assert KEY not in str(refused.value)


@pytest.mark.parametrize("key", ["port", "cors_origins", "metrics_port"])
def test_a_variable_with_one_underscore_is_told_the_right_one(key: str) -> None:
    slip, meant = f"CHATBOT_SERVER_{key}".upper(), f"CHATBOT_SERVER__{key}".upper()
    with pytest.raises(
        SettingsError, match=f"^environment variable {slip} is no setting; {meant}, with two underscores, is one"
    ):
        read_section("server", ServerSettings, None, {slip: "9000"})


def test_a_variable_that_kubernetes_makes_of_a_service_is_left_alone() -> None:
    """Of one that is named chatbot-server; see "Discovering services" in its documentation."""
    environ = {
        "CHATBOT_SERVER_PORT": "tcp://10.0.0.1:80",
        "CHATBOT_SERVER_SERVICE_PORT": "80",
        "CHATBOT_SERVER_SERVICE_HOST": "10.0.0.1",
        "CHATBOT_SERVER_PORT_80_TCP": "tcp://10.0.0.1:80",
    }
    assert read_section("server", ServerSettings, None, environ) == ServerSettings()


@pytest.mark.parametrize(
    "origin",
    [
        "https://*.example.org",
        "https://.*",
        "https://a.example/",
        "https://a.example/chat",
        "https://a.example?",
        "https://a.example\n",
        "https://(a|b).example",
        "https://[::1]",
        "https://a.example:many",
        "https://user@a.example",
        "a.example",
        "null",
        "",
    ],
)
def test_what_is_no_origin_is_refused_by_its_place(tmp_path: Path, origin: str) -> None:
    file = config(tmp_path, f"server:\n  cors_origins:\n    - https://a.example\n    - {json.dumps(origin)}\n")
    with pytest.raises(
        SettingsError, match=r"config\.yaml, line 4: server\.cors_origins\.1: an origin such as"
    ) as refused:
        read_section("server", ServerSettings, file, {})
    assert str(refused.value).endswith(f"(found {origin!r}).")


def test_an_origin_is_a_scheme_a_host_and_perhaps_a_port_or_the_asterisk(tmp_path: Path) -> None:
    origins = ("https://a.example", "http://localhost:3000", "http://127.0.0.1", "chrome-extension://abc", "*")
    file = config(tmp_path, f"server: {{cors_origins: {json.dumps(origins)}}}")
    assert read_section("server", ServerSettings, file, {}).cors_origins == origins


@pytest.mark.parametrize(
    ("environ", "flag"),
    [
        pytest.param({"CHATBOT_SERVER__PORT": "many"}, None, id="the environment's"),
        pytest.param({}, "many", id="a flag's"),
    ],
)
def test_the_file_is_not_blamed_for_a_value_that_is_not_its_own(
    tmp_path: Path, environ: dict[str, str], flag: str | None
) -> None:
    file = config(tmp_path, "server:\n  port: 8080\n")
    with pytest.raises(SettingsError, match=r"server\.port") as refused:
        read_section("server", ServerSettings, file, environ, {"port": flag})
    assert "config.yaml" not in str(refused.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=r"config\.yaml cannot be read"):
        read_section("server", ServerSettings, file, {})


def test_the_file_is_the_one_that_was_named_else_the_one_of_this_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_config(None, {}) is None
    config(tmp_path, "")
    other, named = tmp_path / "other.yaml", tmp_path / "named.yaml"
    other.touch()
    named.touch()
    assert find_config(None, {}) == Path("config.yaml")
    assert find_config(None, {"CHATBOT_CONFIG": str(other)}) == other
    assert find_config(str(named), {"CHATBOT_CONFIG": str(other)}) == named


def test_a_named_file_that_cannot_be_looked_for_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"x cannot be read: File name too long"):
        find_config(str(tmp_path / ("x" * 300)), {})


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.yaml: no such configuration file"):
        find_config(str(tmp_path / "gone.yaml"), {})


def test_paths_start_from_the_folder_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert base_folder(Path("conf/config.yaml")) == tmp_path / "conf"
    assert base_folder(None) == tmp_path


@pytest.mark.parametrize(
    ("section", "model", "key"),
    [
        pytest.param("index", IndexSettings, "dir", id="the index"),
        pytest.param("server", ServerSettings, "feedback", id="feedback"),
        pytest.param("server", ServerSettings, "questions", id="questions"),
        pytest.param("server", ServerSettings, "pid_file", id="the pid file"),
    ],
)
def test_a_tilde_is_the_home_folder_and_no_folder_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, section: str, model: type[IndexSettings], key: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    file = config(tmp_path, f"{section}: {{{key}: ~/kept}}")
    assert getattr(read_section(section, model, file, {}), key) == str(tmp_path / "kept")
    variable = {f"CHATBOT_{section}__{key}".upper(): "~/kept"}
    assert getattr(read_section(section, model, None, variable), key) == str(tmp_path / "kept")


def test_a_tilde_is_the_home_folder_in_sources_and_flags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    file = config(tmp_path, "index: {sources: [~/notes, {path: ~/texts}, notes/~]}")
    found = read_section("index", IndexSettings, file, {}).sources
    assert [source.path for source in found] == [str(tmp_path / "notes"), str(tmp_path / "texts"), "notes/~"]
    assert given_path("--index-dir", "~/kept") == str((tmp_path / "kept").resolve())
    assert find_config("~/config.yaml", {}) == find_config(None, {"CHATBOT_CONFIG": "~/config.yaml"}) == file


def test_a_file_that_cannot_be_read_is_told_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = config(tmp_path, "index: {dir: kept}")

    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(SettingsError, match=f"^{file} cannot be read: Permission denied.$"):
        read_section("index", IndexSettings, file, {})
