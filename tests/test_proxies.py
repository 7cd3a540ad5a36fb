"""The proxies' examples of deploy/, in front of a real server: nginx as it stands there but for ports, paths and waiting times."""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest
from external_tools import tool
from playwright.sync_api import Browser, expect

if TYPE_CHECKING:
    from conftest import Server

DEPLOY = Path(__file__).parents[1] / "deploy"
# What docs/deploying.md shows for a server below a path of a site.
NGINX_BELOW, CADDY_BELOW = re.findall(
    r"```(?:nginx)?\n((?:location|handle) .*?)```",
    (DEPLOY.parent / "docs" / "deploying.md").read_text(encoding="utf-8"),
    re.DOTALL,
)
LIMIT = 6  # requests a minute

pytestmark = pytest.mark.slow

# The server's own command, with an answer that takes its time where it is asked to.
SLOWLY = """
import time
import chatbot.routes.event_stream
from chatbot.answer import Answerer
from chatbot.cli import main

def reply(self, asked, *rest):
    time.sleep(1.5 if "slowly" in asked else 0)
    return at_once(self, asked, *rest)

at_once, Answerer.reply = Answerer.reply, reply
chatbot.routes.event_stream.HEARTBEAT_SECONDS = 0.2
main()
"""

WIDGET_PAGE = '<!doctype html><title>Shop</title><script src="/help/widget.js" defer></script><chat-widget placement="inline"></chat-widget>'

HTTP = """
daemon off;
user {user};
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/chatbot.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """A proxy before the server; clients come from addresses of their own, in a network that no other proxy's have."""

    address: str
    network: str
    trust: ssl.SSLContext | bool = True
    plain: int = 0  # the port that only sends elsewhere

    def client(self, last: int = 1) -> httpx.Client:
        transport = httpx.HTTPTransport(local_address=f"{self.network}.{last}", verify=self.trust)
        return httpx.Client(base_url=self.address, transport=transport, timeout=30)

    def talk(self, sent: bytes) -> Generator[bytes]:
        """What comes back, as it comes, until the proxy hangs up."""
        port = urlsplit(self.address).port
        connection = socket.create_connection(("127.0.0.1", port), timeout=20)
        if isinstance(self.trust, ssl.SSLContext):
            connection = self.trust.wrap_socket(connection, server_hostname="localhost")
        with connection:
            connection.sendall(sent)
            yield from iter(lambda: connection.recv(65536), b"")


def free_ports(count: int) -> list[int]:
    """Of those below the ones that the system hands out by itself, of which another process may get one before the proxy begins."""
    return list(itertools.islice(filter(_is_free, random.sample(range(20_000, 32_000), 1_000)), count))


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def server(seed_project: Path, start_server: Callable[..., Server]) -> Server:
    return start_server(
        seed_project,
        command=(sys.executable, "-c", SLOWLY),
        CHATBOT_SERVER__TRUSTED_PROXIES='["127.0.0.1"]',
        CHATBOT_SERVER__RATE_LIMIT=str(LIMIT),
    )


@pytest.fixture(scope="module")
def nginx(server: Server, tmp_path_factory: pytest.TempPathFactory, until: Callable[..., None]) -> Iterator[Proxy]:
    program = tool("nginx")
    folder = tmp_path_factory.mktemp("nginx")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    plain, secure = free_ports(2)
    example = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for old, new in {
        r"listen 80;": f"listen 127.0.0.1:{plain};",
        r"listen 443 ssl;": f"listen 127.0.0.1:{secure} ssl;",
        r"listen \[::\]:\d+( ssl)?;": "",
        r"/etc/letsencrypt/live/chat\.example\.org/fullchain\.pem": str(certificate),
        r"/etc/letsencrypt/live/chat\.example\.org/privkey\.pem": str(key),
        r"chat\.example\.org": "localhost",
        r"127\.0\.0\.1:8080": server.address.removeprefix("http://"),
        r"client_header_timeout 10s": "client_header_timeout 1s",
        r"client_body_timeout 10s": "client_body_timeout 1s",
    }.items():
        example, times = re.subn(old, new, example)
        assert times, old
    (folder / "chatbot.conf").write_text(example, encoding="utf-8")
    user = "root" if os.getuid() == 0 else "nobody"  # a worker that may enter the folder
    (folder / "nginx.conf").write_text(HTTP.format(folder=folder, user=user), encoding="utf-8")
    process = subprocess.Popen([program, "-e", folder / "error.log", "-c", folder / "nginx.conf"])
    try:
        until(lambda: (folder / "pid").exists() or process.poll() is not None, "nginx")
        assert process.poll() is None, (folder / "error.log").read_text()
        trust = ssl.create_default_context(cafile=str(certificate))
        yield Proxy(f"https://localhost:{secure}", "127.0.1", trust, plain)
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def caddy(server: Server, tmp_path_factory: pytest.TempPathFactory, until: Callable[..., None]) -> Iterator[Proxy]:
    program, folder, [port] = tool("caddy"), tmp_path_factory.mktemp("caddy"), free_ports(1)
    example = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    (folder / "Caddyfile").write_text(example.replace("{\n", "{\n\tadmin off\n", 1), encoding="utf-8")
    address, log = f"http://localhost:{port}", folder / "log"
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    environment |= {"SITE": address, "CHATBOT": server.address.removeprefix("http://")}
    command = [program, "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]
    with log.open("wb") as stream:
        process = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream)
    try:
        until(lambda: b"serving initial configuration" in log.read_bytes() or process.poll() is not None, "Caddy")
        assert process.poll() is None, log.read_text()
        yield Proxy(address, "127.0.2")
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(params=["nginx", "caddy"])
def proxy(request: pytest.FixtureRequest) -> Proxy:
    found: Proxy = request.getfixturevalue(request.param)
    return found


def test_events_pass_as_they_come(proxy: Proxy) -> None:
    begin = time.monotonic()
    body, headers = {"question": "When did Scott Leiper die, slowly?"}, {"Accept": "text/event-stream"}
    with proxy.client() as client, client.stream("POST", "/api/chat", json=body, headers=headers) as response:
        came = [(line, time.monotonic() - begin) for line in response.iter_lines() if line]
    first, last = came[0], came[-1]
    assert (response.status_code, first[0]) == (200, ": waiting")
    assert last[1] - first[1] > 0.8, came
    assert [line for line, _ in came if line.startswith("event: ")] == [
        "event: citations",
        "event: message",
        "event: end",
    ]


def test_a_client_counts_by_the_address_that_it_has_whatever_it_says_itself(proxy: Proxy) -> None:
    def statuses(last: int, times: int) -> list[int]:
        with proxy.client(last) as client:
            forged = ({"X-Forwarded-For": f"192.0.2.{number}", "Forwarded": "for=192.0.2.1"} for number in range(times))
            return [client.get("/api/documents", headers=headers).status_code for headers in forged]

    assert statuses(2, LIMIT + 2) == [200] * LIMIT + [429] * 2
    assert statuses(3, 2) == [200] * 2


def test_a_large_body_is_refused_unread_and_nothing_of_the_service_is_shown(proxy: Proxy) -> None:
    head = b"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
    large = proxy.talk(head + b"Content-Length: 2000000\r\n\r\n")
    assert next(large).startswith(b"HTTP/1.1 413 ")
    large.close()
    with proxy.client(4) as client:
        assert [client.get(path).status_code for path in ("/metrics", "/readyz")] == [404] * 2
        assert [client.get(path).status_code for path in ("/", "/widget.js", "/healthz")] == [200] * 3


@pytest.fixture(scope="module", params=["nginx, passed on", "nginx, taken off", "caddy"])
def below(
    request: pytest.FixtureRequest,
    seed_project: Path,
    start_server: Callable[..., Server],
    tmp_path_factory: pytest.TempPathFactory,
    until: Callable[..., None],
) -> Iterator[str]:
    """The address of a server below /help, as docs/deploying.md has it behind nginx, which passes that on or not, and Caddy."""
    proxy, _, form = request.param.partition(", ")
    program, folder, [port] = tool(proxy), tmp_path_factory.mktemp("below"), free_ports(1)
    address = f"http://localhost:{port}/help"
    server = start_server(seed_project, CHATBOT_SERVER__PUBLIC_URL=address)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    if proxy == "nginx":
        passed = f"{server.address}{'/' if form == 'taken off' else ''};"
        own = f"proxy_pass {passed} proxy_set_header Host $http_host; proxy_buffering off;"
        locations = NGINX_BELOW.replace("proxy_pass http://chatbot;", own)
        assert own in locations
        page = f"location = /page {{ default_type text/html; return 200 '{WIDGET_PAGE}'; }}"
        (folder / "chatbot.conf").write_text(f"server {{ listen 127.0.0.1:{port}; {locations} {page} }}", "utf-8")
        user = "root" if os.getuid() == 0 else "nobody"
        (folder / "nginx.conf").write_text(HTTP.format(folder=folder, user=user), encoding="utf-8")
        command = [program, "-e", folder / "error.log", "-c", folder / "nginx.conf"]
    else:
        handle = CADDY_BELOW.replace("127.0.0.1:8080", server.address.removeprefix("http://"))
        page = f"header /page Content-Type text/html\n respond /page `{WIDGET_PAGE}`"
        site = f"{{\n admin off\n}}\nhttp://localhost:{port} {{\n{handle}\n {page}\n}}\n"
        (folder / "Caddyfile").write_text(site, encoding="utf-8")
        command = [program, "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        until(lambda: process.poll() is not None or _listens(port), proxy)
        assert process.poll() is None
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def test_below_a_path_nothing_of_the_service_is_shown(below: str) -> None:
    shown = {path: httpx.get(f"{below}/{path}").status_code for path in ("metrics", "readyz", "healthz", "")}
    assert shown == {"metrics": 404, "readyz": 404, "healthz": 200, "": 200}


def test_below_a_path_a_page_s_widget_asks_and_its_citations_open_there(below: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(below.replace("/help", "/page"))
    page.get_by_role("textbox").fill("When did Scott Leiper die?")
    page.get_by_role("textbox").press("Enter")
    link = page.locator(".citation .local").first
    expect(page.locator("mark").first).to_have_text("2016", timeout=20_000)
    address = link.get_attribute("href") or ""
    assert address.startswith(f"{below}/sources/mu-sochua#mu-sochua%3A")
    page.goto(address)
    expect(page.locator(".passage:target")).to_contain_text("Scott Leiper died in 2016.")
    page.goto(f"{below}/")
    page.get_by_role("link", name="API").click()
    expect(page.get_by_text("/api/chat").first).to_be_visible()
    page.close()


def test_nginx_hangs_up_on_slow_clients_and_sends_others_to_https(nginx: Proxy) -> None:
    head = b"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    for begun in (head, head + b"Content-Length: 100\r\n\r\n{"):
        begin = time.monotonic()
        list(nginx.talk(begun))
        assert time.monotonic() - begin < 8  # where it takes 15 without it
    with nginx.client() as client:
        assert client.get("/").headers["Strict-Transport-Security"] == "max-age=31536000"
        moved = client.get(f"http://localhost:{nginx.plain}/docs", follow_redirects=False)
    assert (moved.status_code, moved.headers["Location"]) == (301, "https://localhost/docs")


@pytest.mark.parametrize("site", ["localhost", "chat.example.org"])
def test_the_caddyfile_is_valid_and_formatted(site: str, tmp_path: Path) -> None:
    program = tool("caddy")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "SITE": site, "CHATBOT": "chatbot:8080"}
    command = [program, "adapt", "--validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"]
    checked = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert checked.returncode == 0, checked.stderr
    assert "not formatted" not in checked.stderr
    adapted = json.dumps(json.loads(checked.stdout))
    assert f'"{site}"' in adapted
    assert '"dial": "chatbot:8080"' in adapted
