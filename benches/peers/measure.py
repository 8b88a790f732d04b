"""Builds the same articles with banbao, Hugo and Zola; prints what it took, as Markdown.

    measure.py BANBAO HUGO ZOLA|- WORK RUNS COUNT…      (called by peers.sh)
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median

import corpus
import edited

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from measure import run  # noqa: E402

TODAY = "2026-11-23"
# How many articles are served while one of them is edited, which, and how often.
SERVED, ARTICLE, EDITS = 10_000, "a005000", 10


class Program:
    """One of the programs: how it is called, what it leaves behind, and how it serves its articles."""

    def __init__(self, name, folder, command, litter, serve=(), articles=""):
        self.name, self.folder, self.command, self.litter = name, folder, command, litter
        self.serve, self.articles = serve, articles

    def clean(self, project):
        for name in ["public", *self.litter]:
            shutil.rmtree(project / name, ignore_errors=True)

    def build(self, project):
        return run(*[str(part).format(project=project) for part in self.command])


def programs(banbao, hugo, zola):
    ours = [banbao, "--root", "{project}", "--today", TODAY, "--quiet", "build", "--no-print"]
    litter = [".public.banbao", ".cache"]
    serve = [banbao, "--root", "{project}", "--today", TODAY, "--quiet", "serve", "--port", "{port}"]
    local = ["--port", "{port}", "--bind", "127.0.0.1", "--disableLiveReload", "--renderToMemory"]
    found = [
        Program("banbao", "banbao", ours, litter, serve, "content/articles"),
        Program("Hugo", "hugo", [hugo, "--quiet", "--source", "{project}"], ["resources"],
                [hugo, "server", "--quiet", "--source", "{project}", *local], "content/a"),
    ]
    if zola != "-":
        found.append(Program("Zola", "zola", [zola, "--root", "{project}", "build"], [],
                             [zola, "--root", "{project}", "serve", "--port", "{port}"], "content/a"))
    return found, Program("banbao, default theme", "default", ours, litter)


def version(command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")[0].strip()


def copy(project):
    target = project / "copy"
    shutil.rmtree(target, ignore_errors=True)
    taken = run("cp", "-r", project / "public", target)
    shutil.rmtree(target)
    return taken


def middle(runs):
    """Medians: seconds on the clock, seconds of processors, MiB."""
    return tuple(median(getattr(run, what) for run in runs) for what in ["wall", "cpu", "peak"])


def times(files):
    return {path: path.stat().st_mtime_ns for path in files.rglob("*")}


def measure(program, project, runs):
    """Cold builds, copies of what they wrote, and builds with nothing changed."""
    cold, copies, idle = [], [], []
    for _ in range(runs):
        program.clean(project)
        cold.append(program.build(project))
        copies.append(copy(project))
    before = times(project / "public")
    for _ in range(runs):
        idle.append(program.build(project))
    kept = times(project / "public") == before
    return middle(cold), middle(copies), middle(idle), kept


def edits(program, project, runs):
    """One article edited while the program serves all of them: milliseconds to its page, and MiB."""
    command = [str(part).replace("{project}", str(project)) for part in program.serve]
    article = project / program.articles / f"{ARTICLE}.md"
    times, peak = edited.edited(command, article, f"/a/{ARTICLE}/", runs)
    return median(times) * 1000, max(times) * 1000, peak


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def seconds(value):
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def main():
    banbao, hugo, zola, work, runs, *counts = sys.argv[1:]
    work, runs, counts = Path(work), int(runs), [int(count) for count in counts]
    peers, full = programs(banbao, hugo, zola)
    print(f"{os.cpu_count()} processors, {platform.system()} {platform.release()}; {version([hugo, 'version'])[:12]}", end="")
    print(f"; {version([zola, '--version'])}" if zola != "-" else "", end="\n\n")
    row("articles", "program", "cold build", "processors", "peak memory", "`cp -r` of it", "nothing changed", "files touched then")
    row(*["---"] * 8)
    one, served = {}, {}
    for count in counts:
        folder = work / str(count)
        corpus.make(count, folder)
        for program in [*peers, full]:
            if program is full and count > 1_000:
                continue
            (wall, cpu, peak), (copied, _, _), (idle, _, _), kept = measure(program, folder / program.folder, runs)
            touched = "none" if kept else "some"
            row(f"{count:,}", program.name, seconds(wall), seconds(cpu), f"{peak:.0f} MiB", seconds(copied), seconds(idle), touched)
            one.setdefault(program.name, {})[count] = (wall, peak)
            program.clean(folder / program.folder)
            if count == SERVED and program.serve:
                served[program.name] = edits(program, folder / program.folder, EDITS)
        shutil.rmtree(folder)
    print()
    first, last = counts[0], counts[-1]
    for program in peers:
        (wall, peak), (most, top) = one[program.name][first], one[program.name][last]
        share = last / first
        print(f"{program.name}, {first:,} → {last:,}: time × {most / wall / share:.2f}, memory × {top / peak / share:.2f} of linear")
    if served:
        print()
        row(f"one of {SERVED:,} articles edited while served", "its page, median", "longest", "peak memory")
        row(*["---"] * 4)
        for name, (middle_, longest, peak) in served.items():
            row(name, f"{middle_:.0f} ms", f"{longest:.0f} ms", f"{peak:.0f} MiB")


if __name__ == "__main__":
    main()
