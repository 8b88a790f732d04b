"""Builds a project with 100,000 events and 5,000 problems, and reads the same workbook with openpyxl and pandas.

    campaign.py ROOT BANBAO WORK RUNS      (called by campaign.sh; run with a Python that has the packages)
"""

import datetime as dt
import platform
import random
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from statistics import median

import xlsxwriter

from measure import run

EVENTS, PROBLEMS = 100_000, 5_000
TODAY = dt.date(2026, 11, 23)
# What is asked of banbao: seconds, MiB, times as fast as openpyxl.
SECONDS, MEMORY, TIMES = 2, 300, 10

VILLAGES = "甲村 乙村 丙村 丁村 戊村 己村 庚村 辛村 壬村 癸村 子村 丑村".split()
KINDS = "咨询 义诊 讲座 培训 大扫除 灭鼠".split()
PLACES = ["村文化活动室", "村内主干道", "镇集市", "村卫生室", "村小学操场", "村口沟渠"]
TOPICS = ["冬春季传染病预防", "清理背街小巷和沟渠", "慢性病咨询", "测血压血糖", "垃圾分类和清运", "饮水和食品卫生"]
CATEGORIES = ["垃圾清运", "污水排放", "占道经营", "乱堆乱放", "公厕保洁", "卫生死角"]


def workbook(path, sheet, header, rows, dates):
    book = xlsxwriter.Workbook(str(path), {"constant_memory": False, "default_date_format": "yyyy-mm-dd"})
    page = book.add_worksheet(sheet)
    page.write_row(0, 0, header)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if value is None:
                continue
            if column in dates:
                page.write_datetime(number, column, dt.datetime.combine(value, dt.time()))
            else:
                page.write(number, column, value)
    book.close()


def make(root, folder):
    """The sample town with these two tables instead of its own."""
    folder.mkdir()
    shutil.copy(root / "banbao.toml", folder)
    shutil.copytree(root / "content", folder / "content")
    campaign = folder / "content/campaign"
    for name in ("events", "problems"):
        (campaign / f"{name}.csv").unlink()
    chance = random.Random(2026)
    first = TODAY - dt.timedelta(days=3 * 365)
    day = lambda: first + dt.timedelta(days=chance.randrange(3 * 365))
    events = (
        (day(), chance.choice(KINDS), chance.choice(VILLAGES), chance.choice(PLACES), chance.choice(TOPICS),
         chance.randrange(1, 200), chance.choice(["人", "人次"]), chance.randrange(0, 90), f"第 {at} 次")
        for at in range(EVENTS)
    )
    header = ["日期", "类别", "村", "地点", "主题", "人数", "人数单位", "发放资料", "备注"]
    workbook(campaign / "events.xlsx", "活动", header, events, {0})

    def problem(at):
        found = day()
        closed = found + dt.timedelta(days=chance.randrange(1, 40))
        return (f"{at:05}", found, chance.choice(VILLAGES), chance.choice(CATEGORIES), found + dt.timedelta(days=14),
                closed if closed < TODAY and chance.random() < 0.95 else None, "现场照片里的情况", "某站所")

    header = ["编号", "发现日期", "村", "类别", "整改期限", "销号日期", "问题描述", "责任人"]
    workbook(campaign / "problems.xlsx", "问题台账", header, map(problem, range(PROBLEMS)), {1, 4, 5})
    return campaign / "events.xlsx"


READ_OPENPYXL = """
import openpyxl, sys
book = openpyxl.load_workbook(sys.argv[1], data_only=True{})
print(sum(1 for row in book.active.iter_rows(values_only=True) for cell in row))
"""
READ_PANDAS = """
import pandas, sys
print(pandas.read_excel(sys.argv[1], engine="openpyxl").size)
"""


def main():
    root, banbao, work, runs = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    town = work / "town"
    book = make(root, town)
    print(f"{book.stat().st_size / 1e6:.1f} MB of events", file=sys.stderr)
    build = [banbao, "--root", town, "--today", str(TODAY), "--lang", "en", "build", "--no-print"]
    cold = []
    for _ in range(runs):
        shutil.rmtree(town / "public", ignore_errors=True)
        shutil.rmtree(town / ".public.banbao", ignore_errors=True)
        cold.append(run(*build))
    print(cold[-1].said, file=sys.stderr)
    events = subprocess.run(["wc", "-l", town / "public/api/events.csv"], capture_output=True, text=True, check=True)
    assert events.stdout.split()[0] == str(EVENTS + 1), events.stdout
    rivals = [
        (f"openpyxl {version('openpyxl')}, reading alone", run(sys.executable, "-c", READ_OPENPYXL.format(""), book)),
        ("openpyxl, `read_only`, reading alone", run(sys.executable, "-c", READ_OPENPYXL.format(", read_only=True"), book)),
        (f"pandas {version('pandas')}, reading alone", run(sys.executable, "-c", READ_PANDAS, book)),
    ]
    ours = median(each.wall for each in cold)
    peak = max(each.peak for each in cold)
    print(f"{EVENTS:,} events and {PROBLEMS:,} problems; {platform.machine()}, {len(__import__('os').sched_getaffinity(0))} cores\n")
    print("| | seconds | processor seconds | MiB | × banbao |")
    print("|---|---|---|---|---|")
    cpu = median(each.cpu for each in cold)
    print(f"| banbao: read, checked, pages, charts and open data built | {ours:.2f} | {cpu:.2f} | {peak:.0f} | 1 |")
    for name, one in rivals:
        print(f"| {name} | {one.wall:.2f} | {one.cpu:.2f} | {one.peak:.0f} | {one.wall / ours:.1f} |")
    fine = ours <= SECONDS and peak <= MEMORY and rivals[0][1].wall / ours >= TIMES
    print(f"\nasked: {SECONDS} s, {MEMORY} MiB, {TIMES} × openpyxl: {'yes' if fine else 'NO'}")


main()
