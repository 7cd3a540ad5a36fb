"""A report as one HTML file that can be mailed: no script, nothing from elsewhere, every text escaped."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from chatbot.errors import ReportError
from chatbot.pages.web_address import web_address
from chatbot.reporting.report import Report
from index import appearing_file


def write_report_page(report: Report, file: Path) -> None:
    """Write the page, for its owner's eyes, in place of an earlier one or into a pipe; ReportError where it cannot be written."""
    try:
        with appearing_file(file, 0o600) as stream:  # only the owner may read it
            stream.write(report_page(report).encode())
    except OSError as error:
        raise ReportError(f"{file} cannot be written: {error.strerror or error}.") from error


def report_page(report: Report) -> str:
    """The page. Its Content-Security-Policy allows its own style by hash (CSP level 3) and nothing else."""
    environment = Environment(
        loader=PackageLoader("chatbot"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = environment.get_template("report.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template("report.html").render(report=report, style=style, digest=digest, web=web_address)
