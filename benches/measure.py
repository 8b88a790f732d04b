"""Runs banbao and WeasyPrint on the sample town and prints what it took, as Markdown.

    measure.py ROOT BANBAO WORK RUNS      (called by town.sh; run with a Python that has WeasyPrint)
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
TIMES, MEMORY = 20, 400  # what is asked of banbao: times as fast, in less than so many MiB


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
    return len(rows)


def cold(banbao, folder, *options):
    """A build as on the first day: nothing is there that an earlier one made."""
    for made in ("public", "print"):
        shutil.rmtree(folder / made, ignore_errors=True)
    return run(banbao, "--root", folder, "--today", TODAY, "--lang", "en", "build", "-v", *options)


def files(folder, pattern):
    found = [path for path in folder.glob(pattern) if path.is_file()]
    return len(found), sum(path.stat().st_size for path in found) / (1 << 20)


def table(head, *rows):
    print("| " + " | ".join(head) + " |")
    print("| --- |" + " ---: |" * (len(head) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


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


def main():
    root, banbao, work, count = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    note = lambda text: print(text, file=sys.stderr)
    # banbao uses every processor, WeasyPrint one: what else runs takes from banbao first.
    busy = 1 - idle_share(1)
    if busy > 0.1:
        note(f"the machine is busy ({busy:.0%}) with something else; the figures will be worse than they are")

    town = project(root, work / "town")
    note(f"banbao: the whole town, {count} times")
    whole = [cold(banbao, town) for _ in range(count)]

    sheets = project(root, work / "sheets")
    boards = all_sheets(sheets)
    note(f"banbao: {boards} sheets, {count} times")
    ours = [cold(banbao, sheets, "--no-site") for _ in range(count)]
    note(f"WeasyPrint: {boards} sheets, once")
    theirs = run(sys.executable, root / "benches" / "weasyprint_sheets.py", sheets, EDITION, work / "weasyprint")

    made, our_size = files(sheets / "print" / f"{EDITION:03}", "boards/*.pdf")
    theirs_made, their_size = files(work / "weasyprint", "*.pdf")
    if (made, theirs_made) != (boards, boards):
        sys.exit(f"{boards} sheets were asked for; banbao made {made}, WeasyPrint {theirs_made}")

    name = run(banbao, "--version").said.strip()
    print(f"{name}, release build, on {machine()}. Medians of {count} runs of the whole process.\n")

    print("Cold build of the sample town (nothing in `public/` and `print/`, sources in the file cache):\n")
    stages = [(stage, f"{middle(whole, lambda one: one.stages()[stage]):.0f} ms") for stage in whole[0].stages()]
    public, public_size = files(town / "public", "**/*")
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

    wall, cpu = middle(ours, lambda one: one.wall), middle(ours, lambda one: one.cpu)
    peak = max(one.peak for one in ours)
    print(f"{boards} sheets of 60 × 90 cm with five articles, one PDF a board:\n")
    table(
        ("", "banbao", f"WeasyPrint {version('weasyprint')}", "times"),
        ("**Time**", f"**{wall:.2f} s**", f"**{theirs.wall:.1f} s**", f"**{theirs.wall / wall:.0f}**"),
        ("Processor time", f"{cpu:.2f} s", f"{theirs.cpu:.1f} s", f"{theirs.cpu / cpu:.0f}"),
        ("Peak memory", f"{peak:.0f} MiB", f"{theirs.peak:.0f} MiB", ""),
        ("Sheets' size", f"{our_size:.1f} MiB", f"{their_size:.1f} MiB", ""),
    )
    print(
        "banbao does more in its time: it also finds the text size that fills each sheet, examines every page, and "
        f"writes the merged PDF of all {boards} sheets and the delivery list. WeasyPrint (one process, fonts, styles "
        "and pictures read once) is given sizes that fit, and uses one processor."
    )
    missed = []
    if theirs.wall / wall < TIMES:
        missed.append(f"less than {TIMES} times as fast")
    if peak >= MEMORY:
        missed.append(f"{MEMORY} MiB or more")
    if missed:
        sys.exit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
