"""A text of HTML in a Markdown file as it grows: over the tags within a line, of which it holds both or none."""

from __future__ import annotations

from index.formats.markdown.tags import Tag


class Run:
    """Begins and ends with words: a tag at its edge is left out, unless its other half stands within."""

    def __init__(self) -> None:
        self.start = self.end = self.outer_start = self.outer_end = -1  # the outer ones with the tags at its edges
        self.asks_to_click = True  # whether all of its words are links
        self.links = 0
        self.links_away = 0  # of them, those to other documents
        self._open: list[tuple[str, int]] = []
        self._reach = -1
        self._in_link = self._has_open_link = False

    @property
    def has_text(self) -> bool:
        """Whether anything has come."""
        return self.start >= 0

    @property
    def is_menu(self) -> bool:
        """Whether it is nothing but several links, or leads only to other places of the document."""
        return self.asks_to_click and self.links > 0 and (self.links > 1 or not self.links_away)

    @property
    def leads_within(self) -> bool:
        """Whether it is nothing but links to other places of the document."""
        return self.asks_to_click and self.links > 0 and not self.links_away

    def add(self, start: int, end: int, has_word: bool) -> None:
        """A text, without the white space around it."""
        if not self.has_text:
            self.start = self._reach = start
            self.outer_start = self._open[0][1] if self._open else start
        self.start = min(self.start, self._reach)
        self.end = self.outer_end = end
        self.asks_to_click &= self._in_link or not has_word

    def tag(self, tag: Tag, href: str) -> None:
        """A tag within a line; `href` is where a link leads to."""
        if tag.is_empty:
            return
        if tag.name == "a":
            self._in_link = bool(href) and not tag.is_closing
        if not tag.is_closing:
            if tag.name == "a":
                if self._has_open_link:
                    self._end_link()
                self._has_open_link = True
                self.links += bool(href)
                self.links_away += bool(href) and not href.startswith("#")
            self._open.append((tag.name, tag.start))
        elif self._open and self._open[-1][0] == tag.name:
            name, start = self._open.pop()
            self._has_open_link &= name != "a"
            if self.has_text:
                self.outer_end = tag.end
                if start < self.start:
                    self._reach = min(self._reach, start)
                else:
                    self.end = tag.end

    def _end_link(self) -> None:
        """What the begin of another one does, as in browsers (HTML Standard, 13.2.6.4.7)."""
        for place in reversed(range(len(self._open))):
            if self._open[place][0] == "a":
                del self._open[place]
                return
