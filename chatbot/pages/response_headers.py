"""What every response tells a browser not to do."""

from __future__ import annotations

_REST = "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

_PAGE = f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'; {_REST}"
_DATA = "default-src 'none'; frame-ancestors 'none'"  # a reply that is opened as if it were a page

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def response_headers(media_type: str | None) -> dict[str, str]:
    """The headers of a response of this type; pages load scripts, styles and data from the server alone (CSP level 3)."""
    return _ALWAYS | {"Content-Security-Policy": _PAGE if media_type == "text/html" else _DATA}
