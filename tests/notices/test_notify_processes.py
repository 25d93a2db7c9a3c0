"""Several senders at once, and a sender that is killed: every notice goes out at most once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from network import Network
from smtp_server import Server

Configured = Callable[..., Path]


def sender(network: Network, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "repaircli",
            "notify",
            "send",
            *words,
            "--db",
            str(network.path),
            "--as",
            "admin",
        ],
        env={**os.environ, "REPAIRCLI_NOW": network.now, "REPAIRCLI_FORMAT": "json"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def urged(network: Network, count: int) -> None:
    no = network.create()
    for number in range(count):
        network.ok("agent", "urge", "add", no, "--text", f"第{number}次")


def statuses(network: Network) -> Counter[str]:
    return Counter(n["status"] for n in network.ok("admin", "notify list"))


def test_four_senders_at_once_send_every_notice_once(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    urged(network, 60)
    running = [sender(network) for _ in range(4)]
    ended = [(p.communicate(timeout=120), p.returncode) for p in running]
    assert [code for _, code in ended] == [0] * 4, ended
    assert Counter(m["Message-ID"] for m in server.taken).most_common(1)[0][1] == 1
    assert len(server.taken) == 60
    assert statuses(network) == {"sent": 60}
    network.ok("admin", "audit verify")


@pytest.mark.parametrize(("stage", "taken"), [("data", 1), ("rcpt", 0)])
def test_a_sender_killed_in_the_middle_leaves_a_failed_notice_and_nothing_goes_twice(
    network: Network, server: Server, configured: Configured, stage: str, taken: int
) -> None:
    configured(server.port)
    urged(network, 3)
    reached, go_on = threading.Event(), threading.Event()

    def stop_here(*_: object) -> None:
        if not reached.is_set():
            reached.set()
            go_on.wait(30)

    if stage == "data":
        server.before_reply = stop_here
    else:
        server.rcpt = stop_here
    process = sender(network)
    assert reached.wait(60)
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    go_on.set()
    process.communicate()
    assert statuses(network) == {"sending": 1, "queued": 2}
    first = network.ok("admin", "notify list")[0]
    assert network.refused("admin", "notify", "retry", str(first["id"])) == {"sending"}

    network.at("09:14")
    assert network.ok("admin", "notify send")["sent"] == 2
    network.at("09:16")
    lost = network.run("admin", "notify send")
    assert lost.exit == 7 and lost.data["failed"] == 1 and lost.data["sent"] == 0
    (failed,) = network.ok("admin", "notify list --status failed")
    assert failed["id"] == first["id"] and "interrupted while sending" in failed["error"]
    assert len(server.taken) == 2 + taken
    for day in range(4, 8):
        assert network.at(f"2026-06-{day:02}T09:00:00").ok("admin", "notify send")["results"] == []
    network.ok("admin", "notify retry --all")
    assert network.ok("admin", "notify send")["sent"] == 1
    assert len({m["Message-ID"] for m in server.taken}) == 3


def test_an_interrupted_sender_says_what_may_have_arrived_and_lets_the_rest_wait(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    urged(network, 2)
    process: list[subprocess.Popen[str]] = []
    started = threading.Event()

    def interrupt(_: object) -> None:
        started.wait(30)
        process[0].send_signal(signal.SIGINT)
        process[0].wait(30)

    server.before_reply = interrupt
    process.append(sender(network))
    started.set()
    process[0].communicate(timeout=60)
    assert process[0].returncode == 130
    assert statuses(network) == {"failed": 1, "queued": 1}
    assert "it is unknown whether" in network.ok("admin", "notify list --status failed")[0]["error"]


def test_a_slow_sender_that_was_given_up_still_tells_that_it_arrived(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    urged(network, 1)
    network.now = "2026-06-03T09:00:00"

    def meanwhile(_: object) -> None:
        server.before_reply = lambda smtp: None
        later = Network(network.path)
        later.now = "2026-06-03T09:20:00"
        process = sender(later)
        process.communicate(timeout=60)
        assert process.returncode == 7

    server.before_reply = meanwhile
    process = sender(network)
    process.communicate(timeout=90)
    assert statuses(network) == {"sent": 1}
    assert len(server.taken) == 1
    assert asyncio.iscoroutinefunction(server.handle_DATA)
