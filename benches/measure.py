"""Runs banbao, WeasyPrint, Chromium and the Typst command line on the sample town; prints what it took, as Markdown.

    measure.py ROOT BANBAO TYPST WORK RUNS      (called by town.sh; run with a Python that has WeasyPrint and Playwright)
"""

import csv
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

TODAY = "2026-11-23"
EDITION = 36
# What is asked of banbao: times as fast as WeasyPrint and Chromium, as the Typst command line, in less than so many
# MiB for sheets and for all packs, seconds for proving all packs.
TIMES, TYPST_TIMES, SHEETS_MEMORY, PACKS_MEMORY, PROOF = 20, 4, 400, 500, 20


@dataclass
class Run:
    """One whole process: seconds on the clock and of processors, peak memory in MiB, what it said."""

    wall: float
    cpu: float
    peak: float
    said: str

    def stages(self):
        """banbao's own report, in milliseconds, in its order."""
        return {name: float(ms) for name, ms in re.findall(r"^  (\S.*?) +([\d.]+) ms$", self.said, re.MULTILINE)}


def run(*command):
    begun = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}\n{said}")
    # Linux counts in KiB, macOS in bytes.
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit, said)


def project(root, folder):
    """A copy of the sample town's sources."""
    folder.mkdir()
    shutil.copy(root / "banbao.toml", folder)
    shutil.copytree(root / "content", folder / "content")
    return folder


def all_sheets(folder):
    """Every board becomes a single sheet of 60 × 90 cm, read from 1 m."""
    path = folder / "content" / "boards.csv"
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    sheet = {"format": "sheet", "sheet": "60x90", "width_cm": "70", "height_cm": "100", "distance_m": "1"}
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | sheet for row in rows)
    return [row["id"] for row in rows]


def cold(banbao, folder, *options):
    """A build as on the first day: nothing is there that an earlier one made."""
    for made in ("public", "print"):
        shutil.rmtree(folder / made, ignore_errors=True)
    return run(banbao, "--root", folder, "--today", TODAY, "--lang", "en", "build", "-v", *options)


def boards_alone(banbao, folder, ids):
    """Every board by its number: the boards' pages, slips and list without what an edition has beside them."""
    shutil.rmtree(folder / "print", ignore_errors=True)
    (folder / "content" / "codes.lock").unlink(missing_ok=True)
    chosen = [word for id in ids for word in ("--board", id)]
    return run(banbao, "--root", folder, "--today", TODAY, "--lang", "en", "print", "-v", *chosen)


def files(folder, pattern):
    found = [path for path in folder.glob(pattern) if path.is_file()]
    return len(found), sum(path.stat().st_size for path in found) / (1 << 20)


def table(head, *rows):
    print("| " + " | ".join(head) + " |")
    print("| --- |" + " ---: |" * (len(head) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def making(one):
    """Seconds for a build but its proof, which the others do not have; the proof has a line of its own. `print` also
    holds every code against the pages of a site that it makes and throws away."""
    stages = one.stages()
    return one.wall - (stages["Proving"] + stages["Pages"]) / 1000


def browser_version():
    said = run(os.environ.get("CHROMIUM", "/usr/bin/chromium"), "--version").said
    return re.search(r"(\d+)\.", said)[1]


def middle(runs, what):
    return median(what(one) for one in runs)


def machine():
    try:
        model = re.search(r"^model name\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)[1]
    except (OSError, TypeError):
        model = platform.processor() or platform.machine()
    return f"{len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()} × {model}"


def idle_share(seconds):
    """How much of all processors' time nothing used for a while; 1 where that cannot be told."""

    def read():
        fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        return fields[3] + fields[4], sum(fields)

    try:
        idle, total = read()
        time.sleep(seconds)
        later_idle, later_total = read()
    except OSError:
        return 1
    return (later_idle - idle) / max(1, later_total - total)


def pdf_pages(folder):
    """Pages of all PDFs below a folder."""

    def pages(path):
        # Poppler complains on standard error of a boolean that PDF/UA asks for.
        said = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
        return int(re.search(r"^Pages:\s+(\d+)$", said, re.MULTILINE)[1])

    return sum(pages(path) for path in folder.rglob("*.pdf"))


def typst_packs(typst, banbao_data, out):
    """The Typst command line once a board, as an office with Typst and a script would; all as one measurement."""
    out.mkdir()
    theme = banbao_data / "theme"
    boards = sorted(folder for folder in banbao_data.iterdir() if folder != theme)
    wall, cpu, peak = 0, 0, 0
    for board in boards:
        # Where the templates look for it, as in banbao's own virtual folder.
        shutil.copy(board / "data.json", theme)
        template = theme / "posters" / f"{(board / 'template').read_text()}.typ"
        fonts = ("--ignore-system-fonts", "--font-path", theme / "fonts")
        # The standards that banbao's own files keep.
        standards = ("--pdf-standard", "a-2a,ua-1")
        one = run(typst, "compile", "--root", theme, *fonts, *standards, template, out / f"{board.name}.pdf")
        wall, cpu, peak = wall + one.wall, cpu + one.cpu, max(peak, one.peak)
    return Run(wall, cpu, peak, "")


def main():
    root, banbao, typst, work = (Path(word) for word in sys.argv[1:5])
    count = int(sys.argv[5])
    note = lambda text: print(text, file=sys.stderr)
    # banbao uses every processor, the others one: what else runs takes from banbao first.
    busy = 1 - idle_share(1)
    if busy > 0.1:
        note(f"the machine is busy ({busy:.0%}) with something else; the figures will be worse than they are")
    rivals = root / "benches" / "rivals"

    town = project(root, work / "town")
    note(f"banbao: the whole town, {count} times")
    whole = [cold(banbao, town) for _ in range(count)]
    site_made = files(town / "public", "**/*")
    note(f"banbao: all packs, {count} times")
    packs = [cold(banbao, town, "--no-site") for _ in range(count)]
    our_pages = pdf_pages(town / "print")
    note(f"banbao: the proof of all packs, {count} times")
    proofs = [run(banbao, "--root", town, "--today", TODAY, "--lang", "en", "proof") for _ in range(count)]

    note("WeasyPrint: all packs, once")
    (work / "weasyprint").mkdir()
    weasyprint = run(sys.executable, rivals / "weasyprint_packs.py", town, EDITION, work / "weasyprint")
    note("Chromium: all packs, once")
    (work / "chromium").mkdir()
    chromium = run(sys.executable, rivals / "chromium_packs.py", town, EDITION, work / "chromium")
    note("Typst: the command line once a board")
    data = work / "data"
    run("cargo", "bench", "--quiet", "--manifest-path", root / "Cargo.toml", "--bench", "poster_data", "--", town, TODAY, data)
    typst_run = typst_packs(typst, data, work / "typst")

    sheets = project(root, work / "sheets")
    ids = all_sheets(sheets)
    boards = len(ids)
    note(f"banbao: {boards} sheets, {count} times; with the whole edition, {count} times")
    ours = [boards_alone(banbao, sheets, ids) for _ in range(count)]
    made, our_size = files(sheets / "print" / f"{EDITION:03}" / "part", "boards/*.pdf")
    editions = [cold(banbao, sheets, "--no-site") for _ in range(count)]
    note(f"WeasyPrint: {boards} sheets, once")
    (work / "weasyprint-sheets").mkdir()
    theirs = run(sys.executable, rivals / "weasyprint_packs.py", sheets, EDITION, work / "weasyprint-sheets")

    theirs_made, their_size = files(work / "weasyprint-sheets", "*.pdf")
    if (made, theirs_made) != (boards, boards):
        sys.exit(f"{boards} sheets were asked for; banbao made {made}, WeasyPrint {theirs_made}")

    name = run(banbao, "--version").said.strip()
    print(f"{name}, release build, on {machine()}. Medians of {count} runs of the whole process.\n")

    print("Cold build of the sample town (nothing in `public/` and `print/`, sources in the file cache):\n")
    stages = [(stage, f"{middle(whole, lambda one: one.stages()[stage]):.0f} ms") for stage in whole[0].stages()]
    public, public_size = site_made
    printed, printed_size = files(town / "print", "**/*")
    wall, cpu = middle(whole, lambda one: one.wall), middle(whole, lambda one: one.cpu)
    table(
        ("Stage", "Time"),
        *stages,
        ("**Whole process**", f"**{wall * 1000:.0f} ms**"),
        ("Processor time", f"{cpu * 1000:.0f} ms"),
        ("Peak memory", f"{middle(whole, lambda one: one.peak):.0f} MiB"),
        ("Made", f"{public} files of the site ({public_size:.1f} MiB), {printed} to print ({printed_size:.1f} MiB)"),
    )

    packs_page = middle(packs, making) / our_pages
    ours_row = ("banbao", our_pages, middle(packs, making), max(one.peak for one in packs))
    others = [
        (f"WeasyPrint {version('weasyprint')}", int(weasyprint.said), weasyprint.wall, weasyprint.peak),
        (f"Chromium {browser_version()}", int(chromium.said), chromium.wall, chromium.peak),
        (run(typst, "--version").said.strip(), pdf_pages(work / "typst"), typst_run.wall, typst_run.peak),
    ]
    print("All packs of the sample town, every format; what banbao writes for one edition, and the boards' pages by others:\n")
    table(
        ("", "PDF pages", "Time", "A page", "Times banbao's", "Peak memory"),
        *(
            (name, f"{pages}", f"{wall:.2f} s", f"{wall / pages * 1000:.1f} ms", f"{wall / pages / packs_page:.1f}", f"{peak:.0f} MiB")
            for name, pages, wall, peak in [ours_row, *others]
        ),
    )
    proof = middle(proofs, lambda one: one.wall)
    print(f"Proof of all files (`banbao proof`): {proof:.1f} s, {max(one.peak for one in proofs):.0f} MiB.\n")

    wall, peak = middle(ours, making), max(one.peak for one in [*ours, *editions])
    edition = middle(editions, making)
    sheets_times = theirs.wall / wall
    print(f"{boards} sheets of 60 × 90 cm with five articles, one PDF a board:\n")
    table(
        ("", "Time", "A sheet", "Times banbao's", "Peak memory", "Sheets' size"),
        ("banbao, the boards (`print --board` for each)", f"{wall:.2f} s", f"{wall / boards * 1000:.1f} ms", "1.0",
         f"{max(one.peak for one in ours):.0f} MiB", f"{our_size:.1f} MiB"),
        ("banbao, the whole edition (with leaflet, picture for chats, notices)", f"{edition:.2f} s",
         f"{edition / boards * 1000:.1f} ms", f"{edition / wall:.1f}", f"{max(one.peak for one in editions):.0f} MiB", ""),
        (f"WeasyPrint {version('weasyprint')}", f"{theirs.wall:.1f} s", f"{theirs.wall / boards * 1000:.0f} ms",
         f"{sheets_times:.1f}", f"{theirs.peak:.0f} MiB", f"{their_size:.1f} MiB"),
    )
    print(
        "Times of banbao are without its proof, which the others do not have. It does more in them: it also finds the "
        "text size that fills each page, examines every page, and writes the merged files, slips, leaflet and lists. "
        "The others (one process, but for the Typst command line; fonts, styles and pictures read once) are given "
        "sizes that fit."
    )
    missed = [f"{name}: less than {TIMES} times as fast a page" for name, pages, wall, _ in others[:2] if wall / pages / packs_page < TIMES]
    _, typst_pages, typst_wall, _ = others[2]
    if typst_wall / typst_pages / packs_page < TYPST_TIMES:
        missed.append(f"less than {TYPST_TIMES} times as fast as Typst's command line")
    if sheets_times < TIMES:
        missed.append(f"sheets: less than {TIMES} times as fast")
    if peak >= SHEETS_MEMORY or ours_row[3] >= PACKS_MEMORY:
        missed.append(f"more memory than {SHEETS_MEMORY} MiB for sheets or {PACKS_MEMORY} MiB for packs")
    if proof >= PROOF:
        missed.append(f"the proof took {PROOF} s or more")
    if missed:
        sys.exit(f"missed: {'; '.join(missed)}")


if __name__ == "__main__":
    main()
