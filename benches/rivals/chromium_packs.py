"""A PDF a board by headless Chromium: chromium_packs.py PROJECT EDITION OUT. Prints the number of pages.

One browser and one tab for all boards, driven by Playwright; CHROMIUM names the program.
"""

import os
import sys
from pathlib import Path

from pages import Edition
from playwright.sync_api import sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--allow-file-access-from-files"]


def main():
    project, number, out = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]).resolve()
    edition = Edition(project, number, out / "pictures")
    total = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGUMENTS
        )
        tab = browser.new_page()
        for board in edition.boards:
            page, count = edition.pages(board)
            source = out / f"{board['id']}.html"
            source.write_text(page, "utf-8")
            tab.goto(source.as_uri())
            tab.evaluate("document.fonts.ready")
            tab.pdf(path=out / f"{board['id']}.pdf", prefer_css_page_size=True, print_background=True)
            total += count
        browser.close()
    print(total)


if __name__ == "__main__":
    main()
