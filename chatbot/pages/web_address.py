"""A document's address as a link."""

from __future__ import annotations


def web_address(url: str | None, page: int | None = None) -> str | None:
    """A document's address where it may be a link: on the web; a PDF opens at its page (RFC 8118)."""
    if url is None or not url.lower().startswith(("http://", "https://")):
        return None
    if page is None:
        return url
    return url.replace("#:~:", f"#page={page}:~:") if "#" in url else f"{url}#page={page}"
