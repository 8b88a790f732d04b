"""The sheets of one edition, 60 × 90 cm, by WeasyPrint: what banbao is measured against.

    weasyprint_sheets.py PROJECT EDITION OUT [--only BOARD]

Same boards, articles, colours, pictograms, fonts and kind of page as themes/default/posters/sheet.typ.
WeasyPrint is given every advantage there is: one process, the fonts, the style sheet and the pictures read once,
the articles turned into HTML once, and type sizes that are known to fit (banbao has to find them).
"""

import csv
import html
import re
import sys
import tomllib
from pathlib import Path

import markdown
import segno
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

CALLOUTS = {
    "TIP": ("do", "#0b4f42", "#edf3f0"),
    "CAUTION": ("dont", "#a3121f", "#f8ecec"),
    "IMPORTANT": ("ambulance", "#a3121f", "#a3121f"),
}

STYLE = """
@font-face { font-family: Poster; font-weight: 400; src: url(fonts/NotoSansCJKsc-Regular.otf) }
@font-face { font-family: Poster; font-weight: 700; src: url(fonts/NotoSansCJKsc-Bold.otf) }
@page { size: 600mm 900mm; margin: 0; background: #fffdf7 }
* { margin: 0; padding: 0; box-sizing: border-box }
body { font: 21pt/1.4 Poster; color: #17211d }
header { position: absolute; top: 0; width: 600mm; height: 86mm; padding: 12mm 20mm; background: #0b4f42; color: #fff }
header h1 { font-size: 112pt; line-height: 1.15 }
header p { font-size: 36pt }
header p b { margin-right: 1em }
header .number { position: absolute; right: 20mm; bottom: 8mm; font-size: 70pt; font-weight: 700; line-height: 1 }
header .number b { font-size: 165pt }
article { position: absolute; width: 275mm; height: 251mm; background: #fff; border: .5mm solid; border-radius: 5mm }
article .head { height: 80mm; padding: 5mm 9mm; border-radius: 4.5mm 4.5mm 0 0; color: #fff }
article h2 { font-size: 76pt; line-height: 1.13 }
article .head p { font-size: 26pt }
article .seal { position: absolute; right: 9mm; top: 18mm; width: 44mm; height: 44mm; padding: 8mm; background: #fffdf7; border-radius: 27% }
article .seal img { width: 28mm; height: 28mm }
article .body { padding: 9mm; color: #17211d }
/* Floats, as WeasyPrint balances `columns` by hundreds of trials: with them a sheet takes six times as long. */
article ol { list-style: none; counter-reset: item; margin: 1mm 0 }
article li { counter-increment: item; float: left; width: 50%; padding: 0 4mm 0 19mm; position: relative; margin-bottom: 4mm }
article li:nth-child(2n + 1) { clear: left }
article li::before { content: counter(item); position: absolute; left: 0; top: 1mm; width: 14mm; height: 14mm;
  border-radius: 27%; background: var(--deep); color: #fff; font: 700 25pt/14mm Poster; text-align: center }
article li strong { display: block; font-size: 24pt; line-height: 1.2 }
article .callout { clear: both; position: relative; padding: 4mm 6mm 4mm 29mm; border: .6mm solid; border-radius: 4mm }
article .callout img { position: absolute; left: 8mm; top: 8mm; width: 14mm; height: 14mm }
article .callout strong { display: block; font-size: 24pt; line-height: 1.25 }
article .trust { position: absolute; left: 9mm; right: 9mm; bottom: 8mm; font-size: 11.5pt; line-height: 1.35; color: #4a5751 }
article .trust p { max-width: 68% }
article .trust .short { position: absolute; right: 0; bottom: 0; font-size: 14.4pt; color: #17211d }
article.lead { width: 560mm; height: 129mm }
article.lead .head { position: absolute; left: 0; top: 0; width: 167mm; height: 128mm; padding-top: 44mm; border-radius: 4.5mm 0 0 4.5mm }
article.lead .seal { left: 127mm; top: 9mm; width: 30mm; height: 30mm; padding: 5mm }
article.lead .seal img { width: 20mm; height: 20mm }
article.lead .tag { position: absolute; left: 9mm; top: 18mm; border: .6mm solid; border-radius: 6mm; padding: 1mm 4mm; font-weight: 700; font-size: 19pt }
article:not(.lead) .tag { display: none }
article.lead .body { margin-left: 167mm; padding: 4mm 9mm; font-size: 19pt }
article.lead ol { margin: 0 }
article.lead strong, article.lead .callout strong { font-size: 22pt }
article.lead li { width: 33.3%; margin-bottom: 2mm }
article.lead li:nth-child(2n + 1) { clear: none }
article.lead li:nth-child(3n + 1) { clear: left }
article.lead .trust { left: 176mm }
footer { position: absolute; bottom: 0; width: 600mm; height: 148mm; padding: 18mm 20mm; background: #0b4f42; color: #fff }
footer h3 { font-size: 46pt }
footer p { font-size: 24pt; max-width: 415mm }
footer .board, footer .lines { font-size: 32pt }
footer .lines { border-top: .4mm solid #6d958d; margin-top: 4mm; padding-top: 4mm }
footer .board span, footer .lines b { margin-right: .6em }
footer .lines span { font-size: 22pt; margin-right: 1em }
footer .small { font-size: 16pt }
footer .code { position: absolute; right: 20mm; top: 8mm; width: 128mm; height: 128mm; background: #fff; border-radius: 2.5mm }
footer .code img { width: 128mm; height: 128mm }
"""

# Where the five cards stand: the first over the whole width, then two by two.
PLACES = [(20, 95), (20, 233), (305, 233), (20, 494), (305, 494)]


def front_matter(path):
    _, head, body = path.read_text("utf-8").split("+++", 2)
    return tomllib.loads(head), body


def pictogram(theme, name, paint, folder):
    """A coloured copy of a pictogram, as a file, so that WeasyPrint's picture cache knows it again."""
    path = folder / f"{name}-{paint.lstrip('#')}.svg"
    if not path.exists():
        path.write_text((theme / "icons" / f"{name}.svg").read_text("utf-8").replace("currentColor", paint), "utf-8")
    return path.as_uri()


def callout(match, theme, folder):
    icon, paint, ground = CALLOUTS.get(match[1], CALLOUTS["TIP"])
    ink = "#fff" if ground == paint else "#17211d"
    image = pictogram(theme, icon, "#ffffff" if ground == paint else paint, folder)
    return (
        f'<blockquote class="callout" style="border-color:{paint};background:{ground};color:{ink}">'
        f'<img src="{image}"><p>{match[2]}'
    )


def card(config, theme, folder, slug, source, index):
    front, body = front_matter(source)
    topic = next(t for t in config["topics"].values() if t["name"] == front["taxonomies"]["topics"][0])
    text = markdown.markdown(body.split("<!-- more -->")[0].strip())
    text = re.sub(r"<blockquote>\s*<p>\[!(\w+)\]\s*(.)", lambda m: callout(m, theme, folder), text)
    text = text.replace("</strong>：", "</strong>")
    title = "<br>".join(html.escape(line) for line in re.split("[，：、]", front["title"], maxsplit=1))
    trust, reviewed = front["trust"], front["trust"]["reviewed"]
    host = config["base_url"].removeprefix("https://")
    x, y = PLACES[index]
    return f"""
<article class="{'lead' if index == 0 else ''}" style="left:{x}mm;top:{y}mm;border-color:{topic['color']};--deep:{topic['color']}">
<div class="head" style="background:{topic['color']}"><div class="tag">{topic['name']}</div><h2>{title}</h2>
<p>{html.escape(front['description'])}</p><div class="seal"><img src="{pictogram(theme, topic['icon'], topic['color'], folder)}"></div></div>
<div class="body">{text}</div>
<div class="trust"><p>依据：{''.join(trust['sources'])}</p><p>审核：{trust['reviewer']}　{reviewed.year} 年 {reviewed.month} 月</p>
<div class="short">{host}/a/{slug}</div></div></article>"""


def main():
    project, number, out = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]).resolve()
    only = sys.argv[5] if len(sys.argv) > 5 else None
    theme = Path(__file__).resolve().parent.parent / "themes" / "default"
    pictures = out / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)

    config = tomllib.loads((project / "banbao.toml").read_text("utf-8"))
    edition, _ = front_matter(project / "content" / "editions" / f"{number:03}.md")
    host = config["base_url"].removeprefix("https://")
    cards = "".join(
        card(config, theme, pictures, slug, project / "content" / "articles" / f"{slug}.md", index)
        for index, slug in enumerate(edition["articles"])
    )
    year, month = map(int, edition["period"].split("-"))
    head = f"""<header><h1>{config['name']}</h1><p><b>{edition['title']}</b>{year} 年 {month}—{month + 1} 月</p>
<div class="number">第 <b>{number}</b> 期</div></header>"""
    lines = "".join(f"<b>{line['number']}</b><span>{line['name']}</span>" for line in config["hotlines"])

    fonts, images = FontConfiguration(), {}
    style = CSS(string=STYLE, base_url=f"{theme.as_uri()}/", font_config=fonts)
    with open(project / "content" / "boards.csv", encoding="utf-8-sig", newline="") as file:
        boards = [row for row in csv.DictReader(file) if only in (None, row["id"])]
    for board in boards:
        code = segno.make(f"{config['base_url']}/b/{board['id']}/", error="m", micro=False)
        code = code.svg_data_uri(border=4, scale=1, omitsize=True, light="#fff")
        page = f"""<!doctype html><html lang="zh-CN"><title>{config['name']}</title><body>{head}{cards}
<footer><h3>微信扫一扫，手机上接着看</h3><p>本期和往期文章、紧急提示、工作进展</p>
<p class="board"><span><b>第 {board['id']} 号栏</b></span>{host}/b/{board['id']}</p><p class="lines">{lines}</p>
<p class="small">{html.escape(board['name'])}　主办：{config['organisation']['name']}</p><p class="small">{config['notice']}</p>
<div class="code"><img src="{code}"></div></footer></body></html>"""
        HTML(string=page).write_pdf(out / f"{board['id']}.pdf", stylesheets=[style], font_config=fonts, cache=images)


if __name__ == "__main__":
    main()
