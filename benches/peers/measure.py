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


class Taken:
    """What a program took, turn by turn."""

    def __init__(self):
        self.cold, self.copies, self.idle, self.kept = [], [], [], True

    def turn(self, program, project):
        """A cold build, a copy of what it wrote, and a build with nothing changed."""
        program.clean(project)
        self.cold.append(program.build(project))
        self.copies.append(copy(project))
        before = times(project / "public")
        self.idle.append(program.build(project))
        self.kept &= times(project / "public") == before
        program.clean(project)


def measure(programs, folder, runs):
    """All programs by turns: a machine is not as fast at one time as at another."""
    taken = {program.name: Taken() for program in programs}
    for number in range(runs):
        for program in programs if number % 2 == 0 else programs[::-1]:
            taken[program.name].turn(program, folder / program.folder)
    return taken


def ratio(one, other):
    """How many times longer each turn's run took: the median, the least and the most."""
    ratios = [a.wall / b.wall for a, b in zip(one, other)]
    return f"× {median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"


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
    one, served, against = {}, {}, []
    for count in counts:
        folder = work / str(count)
        corpus.make(count, folder)
        taking_part = [*peers, full] if count <= 1_000 else peers
        taken = measure(taking_part, folder, runs)
        for program in taking_part:
            own = taken[program.name]
            (wall, cpu, peak), (copied, _, _), (idle, _, _) = map(middle, [own.cold, own.copies, own.idle])
            touched = "none" if own.kept else "some"
            row(f"{count:,}", program.name, seconds(wall), seconds(cpu), f"{peak:.0f} MiB", seconds(copied), seconds(idle), touched)
            one.setdefault(program.name, {})[count] = (wall, peak)
        ours = taken[peers[0].name]
        against += [f"{count:,} articles, {peer.name} / banbao: {ratio(taken[peer.name].cold, ours.cold)}" for peer in peers[1:]]
        against.append(f"{count:,} articles, banbao / the copy: {ratio(ours.cold, ours.copies)}")
        if count == SERVED:
            served = {peer.name: edits(peer, folder / peer.folder, EDITS) for peer in peers if peer.serve}
        shutil.rmtree(folder)
    print()
    print(*against, sep="\n", end="\n\n")
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
