"""What stands behind `</body>` and `</html>` of an HTML page, which browsers show as if these tags stood behind it."""

from __future__ import annotations

from lxml import html


def one_body(tree: html.HtmlElement) -> None:
    """Move it into the page's first body, after "after body" and "after after body" in the HTML Standard (13.2.6.4.19 and 13.2.6.4.22).

    lxml puts it beside that body, or begins another root beside `tree`. Of a second page in the same file the head goes: it
    tells of a page that this is not.
    """
    roots = list(tree.itersiblings())
    body = next((body for root in (tree, *roots) for body in root.iterchildren("body")), None)
    if body is None:
        return
    if body.getparent() is not tree:
        tree.append(body)
    rest = html.Element("html")
    rest.text, body.tail = body.tail, None
    rest.extend(body.itersiblings())
    for behind in (rest, *roots):
        for head in behind.findall("head"):
            head.drop_tree()
        for part in (behind, *behind.findall("body")):
            part.tag = "div"
        if behind.text or len(behind):
            body.append(behind)
