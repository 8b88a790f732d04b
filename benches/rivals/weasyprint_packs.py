"""A PDF a board by WeasyPrint: weasyprint_packs.py PROJECT EDITION OUT. Prints the number of pages."""

import sys
from pathlib import Path

from pages import Edition
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration


def main():
    project, number, out = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]).resolve()
    edition = Edition(project, number, out / "pictures")
    fonts, images, styles, total = FontConfiguration(), {}, {}, 0
    for board in edition.boards:
        page, count = edition.pages(board)
        style = edition.style(board)
        if style not in styles:
            styles[style] = CSS(filename=style, font_config=fonts)
        # The style sheet is given ready made, so that it is not read again for each board.
        page = page.replace(f'<link rel="stylesheet" href="{style.as_uri()}">', "")
        document = HTML(string=page).render(stylesheets=[styles[style]], font_config=fonts, cache=images)
        if len(document.pages) != count:
            sys.exit(f"board {board['id']}: {len(document.pages)} pages instead of {count}")
        document.write_pdf(out / f"{board['id']}.pdf")
        total += count
    print(total)


if __name__ == "__main__":
    main()
