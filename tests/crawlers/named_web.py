"""A web with names of its own: run by test_safety_names in a network namespace, where public addresses are on loopback.

Prints what the crawl made of each source, and which addresses were asked, as JSON.
"""

import contextlib
import json
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from loopback_web import Web, make_source, page, rss, run_crawl, serve_web

PUBLIC, PUBLIC_6, CLOSED_6 = "93.184.216.34", "2606:2800:220:1::1", "2606:2800:220:1::2"
PRIVATE, METADATA, PRIVATE_6 = "10.0.0.1", "169.254.169.254", "fd00:ec2::254"
SILENT = 40
NAMES = {
    "four": [[PUBLIC]],
    "six": [[PUBLIC_6]],
    "six-is-down": [[CLOSED_6, PUBLIC]],
    "inner": [[PRIVATE]],
    "inner-six": [[PRIVATE_6]],
    "mapped": [["::ffff:10.0.0.1"]],
    "translated": [["64:ff9b::a00:1"]],
    "this-machine": [["127.0.0.1"]],
    "metadata": [[METADATA]],
    "half-inner": [[PRIVATE, PUBLIC, METADATA, PRIVATE_6]],
    # One question gets the first answer, every later one the second.
    "rebinding": [[PUBLIC], [PRIVATE]],
    "rebinding-back": [[PRIVATE], [PUBLIC]],
    "absent": [[]],
}
A, AAAA = 1, 28


class Names(threading.Thread):
    """Answers questions about names over UDP; says nothing about silent ones."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 53))
        self.asked: dict[tuple[str, int], int] = {}

    def run(self) -> None:
        while True:
            question, sender = self.socket.recvfrom(4096)
            answer = self.answer(question)
            if answer is not None:
                self.socket.sendto(answer, sender)

    def answer(self, question: bytes) -> bytes | None:
        labels, at = [], 12
        while length := question[at]:
            labels.append(question[at + 1 : at + 1 + length].decode())
            at += 1 + length
        (kind,) = struct.unpack_from("!H", question, at + 1)
        name = labels[0].lower()
        if name.startswith("silent"):
            return None
        turn = self.asked[name, kind] = self.asked.get((name, kind), 0) + 1
        answers = NAMES.get(name, [[]])
        addresses = [one for one in answers[min(turn, len(answers)) - 1] if (":" in one) == (kind == AAAA)]
        head = question[:2] + struct.pack("!HHHHH", 0x8180, 1, len(addresses), 0, 0)
        records = b""
        for one in addresses:
            packed = socket.inet_pton(socket.AF_INET6 if kind == AAAA else socket.AF_INET, one)
            records += struct.pack("!HHHIH", 0xC00C, kind, 1, 0, len(packed)) + packed
        return head + question[12 : at + 5] + records


def main() -> None:
    folder = Path(sys.argv[1])
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in (PUBLIC, PRIVATE, METADATA, PUBLIC_6, CLOSED_6, PRIVATE_6):
        nodad = ["nodad"] if ":" in address else []
        subprocess.run(["ip", "addr", "add", address, "dev", "lo", *nodad], check=True)
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as settings:
        settings.write("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        settings.flush()
        subprocess.run(["mount", "--bind", settings.name, "/etc/resolv.conf"], check=True)
        Names().start()
        silent = [f"silent{number}" for number in range(SILENT)]
        sources = [
            make_source(f"us_or_{name.replace('-', '_')}", f"http://{name}.example/feed")
            for name in (*silent, *NAMES)
        ]
        with contextlib.ExitStack() as stack:
            webs: dict[str, Web] = {}
            for address in (PUBLIC, PRIVATE, METADATA, PUBLIC_6, PRIVATE_6, "127.0.0.1"):
                web = webs[address] = stack.enter_context(serve_web(address, 80))
                web.routes = {"/feed": rss("/1"), "/1": page("One")}
            report = run_crawl(folder, *sources, timeout_s=3.0)
    told = {
        night.source_id.removeprefix("us_or_"): [
            night.state,
            night.feeds[0].outcome,
            night.feeds[0].detail,
            [r.outcome for r in night.requests],
        ]
        for night in report.nights
    }
    asked = {address: [one.headers["Host"] + one.url for one in web.asked] for address, web in webs.items()}
    json.dump({"told": told, "asked": asked}, sys.stdout)


if __name__ == "__main__":
    main()
