"""HTML as Word saves a document."""

from __future__ import annotations

from html_pages import outline, page

from index.formats.html.read import read_html


def mark(sign: str) -> str:
    return (
        "<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>"
        f"{sign}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>"
    )


def test_what_word_counts_itself_stands_where_a_reader_sees_it() -> None:
    body = (
        "<p class=MsoToc1><a href='#_Toc1'>Tea<span style='display:none'>. 2</span></a></p>"
        f"<h2>{mark('1.')}<a name=_Toc1>Tea</a></h2><p class=MsoNormal>{mark('1.1')}It is hot:</p>"
        f"<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'>{mark('·')}<span>Green tea</span></p>"
        f"<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level1 lfo1'>{mark('o')}<span>White tea</span></p>"
        f"<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level1 lfo1'>{mark('(b)')}<span>Red tea</span></p>"
        f"<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'>{mark('2.')}<span>Black tea</span></p>"
    )
    article = read_html(page(body))
    assert outline(article) == [
        (
            ("1. Tea",),
            [
                ("paragraph", "1.1 It is hot:"),
                ("item", "Green tea"),
                ("item", "White tea"),
                ("item", "(b) Red tea"),
                ("item", "Black tea"),
            ],
        )
    ]
    assert article.text.endswith("2. Black tea")
