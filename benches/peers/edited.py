"""One article of many edited while a program serves the site: how long until its new page is there.

    edited.py ARTICLE PATH RUNS COMMAND…

Prints the median and the longest time in milliseconds, and the server's peak memory in MiB.
"""

import http.client
import socket
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

# A person reads before the next edit; what a server does behind a page's back is over by then.
REST = 1.5


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.read().decode("utf-8", "replace") if answer.status == 200 else ""
    except OSError:
        return ""


def until(port, path, word, patience=300):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if word in get(port, path):
            return
        time.sleep(0.001)
    sys.exit(f"{path} never had {word!r}")


def peak(process):
    """MiB that it ever had."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def edited(command, article, path, runs):
    """Seconds from each save to its page, and the peak memory in MiB. `{port}` in the command is filled in."""
    port = free_port()
    command = [str(part).format(port=port) for part in command]
    text = article.read_text(encoding="utf-8")
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(port, path, "<h1>")
        times = []
        for run in range(runs):
            time.sleep(REST)
            word = f"第{run}次改"
            article.write_text(f"{text}\n{word}。\n", encoding="utf-8")
            start = time.perf_counter()
            until(port, path, word)
            times.append(time.perf_counter() - start)
        return times, peak(server)
    finally:
        server.terminate()
        server.wait()
        article.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    article, path, runs, *command = sys.argv[1:]
    times, memory = edited(command, Path(article), path, int(runs))
    print(f"{median(times) * 1000:.0f} ms, longest {max(times) * 1000:.0f} ms, {memory:.0f} MiB")
