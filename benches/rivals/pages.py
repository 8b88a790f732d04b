"""One edition as HTML, for other programs to print: what banbao is measured against.

Same boards, articles, colours, pictograms, fonts and kind of page as the default theme's sheets and panels. The
other programs are given every advantage there is: articles are turned into HTML once, pictures and codes are ready,
and the type sizes are known to fit (banbao has to find them).
"""

import csv
import html
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import markdown
import segno

HERE = Path(__file__).resolve().parent
THEME = HERE.parent.parent / "themes" / "default"
CALLOUTS = {
    "TIP": ("do", "#0b4f42", "#edf3f0"),
    "CAUTION": ("dont", "#a3121f", "#f8ecec"),
    "IMPORTANT": ("ambulance", "#a3121f", "#a3121f"),
}
# Where a sheet's five cards stand, in millimetres: the first over the whole width, then two by two.
PLACES = [(20, 95), (20, 233), (305, 233), (20, 494), (305, 494)]


def front_matter(path):
    _, head, body = path.read_text("utf-8").split("+++", 2)
    return tomllib.loads(head), body


def tinted(color, share=0.1):
    """A tenth of the colour on paper."""
    parts = zip(bytes.fromhex(color.removeprefix("#")), bytes.fromhex("fffdf7"))
    return "#" + bytes(round(share * ink + (1 - share) * ground) for ink, ground in parts).hex()


@dataclass
class Article:
    slug: str
    title: str
    subtitle: str
    topic: dict
    text: str
    trust: str
    short: str


class Edition:
    """A project's edition, read once; `pictures` is a folder for coloured copies of the pictograms."""

    def __init__(self, project, number, pictures):
        self.pictures = pictures
        pictures.mkdir(parents=True, exist_ok=True)
        self.config = tomllib.loads((project / "banbao.toml").read_text("utf-8"))
        front, _ = front_matter(project / "content" / "editions" / f"{number:03}.md")
        self.base = self.config["base_url"]
        self.host = self.base.removeprefix("https://")
        self.number, self.title = number, front["title"]
        year, month = map(int, front["period"].split("-"))
        self.period = f"{year} 年 {month}—{month + 1} 月"
        self.articles = [self.article(project / "content" / "articles" / f"{slug}.md") for slug in front["articles"]]
        self.lines = "".join(f"<b>{line['number']}</b><span>{line['name']}</span>" for line in self.config["hotlines"])
        self.organiser = f"主办：{self.config['organisation']['name']}"
        with open(project / "content" / "boards.csv", encoding="utf-8-sig", newline="") as file:
            self.boards = list(csv.DictReader(file))

    def article(self, source):
        front, body = front_matter(source)
        topic = next(t for t in self.config["topics"].values() if t["name"] == front["taxonomies"]["topics"][0])
        text = markdown.markdown(body.split("<!-- more -->")[0].strip())
        text = re.sub(r"<blockquote>\s*<p>\[!(\w+)\]\s*(.)", self.callout, text).replace("</strong>：", "</strong>")
        title = "<br>".join(html.escape(line) for line in re.split("[，：、]", front["title"], maxsplit=1))
        trust, reviewed = front["trust"], front["trust"]["reviewed"]
        trust = (
            f"<p>依据：{''.join(trust['sources'])}</p>"
            f"<p>审核：{trust['reviewer']}　{reviewed.year} 年 {reviewed.month} 月</p>"
        )
        slug = source.stem
        return Article(slug, title, html.escape(front["description"]), topic, text, trust, f"{self.host}/a/{slug}")

    def pictogram(self, name, paint):
        """A coloured copy as a file, so that a picture cache knows it again."""
        path = self.pictures / f"{name}-{paint.lstrip('#')}.svg"
        if not path.exists():
            drawn = (THEME / "icons" / f"{name}.svg").read_text("utf-8")
            path.write_text(drawn.replace("currentColor", paint), "utf-8")
        return path.as_uri()

    def topic_mark(self, article):
        return f'<img src="{self.pictogram(article.topic["icon"], article.topic["color"])}">'

    def callout(self, match):
        icon, paint, ground = CALLOUTS.get(match[1], CALLOUTS["TIP"])
        ink = "#fff" if ground == paint else "#17211d"
        image = self.pictogram(icon, "#ffffff" if ground == paint else paint)
        return (
            f'<blockquote class="callout" style="border-color:{paint};background:{ground};color:{ink}">'
            f'<img src="{image}"><p>{match[2]}'
        )

    def code(self, path):
        drawn = segno.make(f"{self.base}/{path}", error="m", micro=False)
        return f'<img src="{drawn.svg_data_uri(border=4, scale=1, omitsize=True, light="#fff")}">'

    def style(self, board):
        return HERE / ("sheet.css" if board["format"] == "sheet" else "panels.css")

    def pages(self, board):
        """(HTML of the board's pages, how many they are)."""
        if board["format"] == "sheet":
            return self.document(board, self.sheet(board)), 1
        strip = self.strip(board)
        return self.document(board, "".join(strip + self.panels(board))), len(strip) + len(self.articles)

    def document(self, board, body):
        style = self.style(board).as_uri()
        title = self.config["name"]
        return (
            f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>'
            f'<link rel="stylesheet" href="{style}"><body>{body}</body></html>'
        )

    def sheet(self, board):
        def card(index, article):
            (x, y), color = PLACES[index], article.topic["color"]
            lead = "lead" if index == 0 else ""
            return f"""
<article class="{lead}" style="left:{x}mm;top:{y}mm;border-color:{color};--deep:{color}">
<div class="head" style="background:{color}"><div class="tag">{article.topic['name']}</div><h2>{article.title}</h2>
<p>{article.subtitle}</p><div class="seal">{self.topic_mark(article)}</div></div>
<div class="body">{article.text}</div>
<div class="trust">{article.trust}<div class="short">{article.short}</div></div></article>"""

        cards = "".join(card(index, article) for index, article in enumerate(self.articles))
        return f"""<header><h1>{self.config['name']}</h1><p><b>{self.title}</b>{self.period}</p>
<div class="number">第 <b>{self.number}</b> 期</div></header>{cards}
<footer><h3>微信扫一扫，手机上接着看</h3><p>本期和往期文章、紧急提示、工作进展</p>
<p class="board"><span><b>第 {board['id']} 号栏</b></span>{self.host}/b/{board['id']}</p><p class="lines">{self.lines}</p>
<p class="small">{html.escape(board['name'])}　{self.organiser}</p><p class="small">{self.config['notice']}</p>
<div class="code">{self.code("b/" + board["id"] + "/")}</div></footer>"""

    def strip(self, board):
        """As many landscape pages as the frame is wide, three at most."""
        contents = "".join(f"<li>{self.topic_mark(article)}{article.title.replace('<br>', '，')}</li>" for article in self.articles)
        pages = [
            f"<section><p>{self.config['name']}</p><p class=\"huge\">第 {self.number} 期</p><p>{self.title}　{self.period}</p></section>",
            f"<section><p class=\"huge\">第 {board['id']} 号栏</p><p>{html.escape(board['name'])}</p><p>{board['place']}</p></section>",
        ]
        scan = (
            f"<section><p>{self.organiser}</p><ul>{contents}</ul><p>{self.host}/b/{board['id']}</p>"
            f"<div class=\"code\">{self.code('b/' + board['id'] + '/')}</div></section>"
        )
        count = min(3, int(float(board["width_cm"]) // 42))
        return pages[: count - 1] + [scan]

    def panels(self, board):
        def panel(article):
            color, tint = article.topic["color"], tinted(article.topic["color"])
            code = self.code(f"a/{article.slug}/?b={board['id']}")
            return f"""
<article style="--deep:{color};--tint:{tint}">
<div class="mast"><b>{self.config['name']}　第 {self.number} 期　{self.period}</b><b>第 {board['id']} 号栏</b></div>
<div class="head"><div class="tag">{article.topic['name']}</div><h2>{article.title}</h2><p>{article.subtitle}</p>
<div class="seal">{self.topic_mark(article)}</div></div>
<div class="body">{article.text}</div>
<footer><h3>扫一扫，看全文</h3><p class="short">{article.short}</p>{article.trust}<p class="lines">{self.lines}</p>
<div class="code">{code}第 {board['id']} 号栏</div></footer></article>"""

        return [panel(article) for article in self.articles]
