"""Names that a name server turns against somebody: what is dialled is what was checked. Real resolver, real name server.

A crawl in a network namespace of its own, where addresses of the internet are on loopback: see named_web.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from named_web import METADATA, NAMES, PRIVATE, PRIVATE_6, PUBLIC, PUBLIC_6, SILENT


@pytest.fixture(scope="module")
def crawled(tmp_path_factory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("names")
    script = Path(__file__).with_name("named_web.py")
    for unshare in (["unshare", "--net", "--mount"], ["unshare", "--map-root-user", "--net", "--mount"]):
        probe = [*unshare, "ip", "link", "set", "lo", "up"]
        if (
            shutil.which("unshare") is None
            or subprocess.run(probe, capture_output=True, check=False).returncode
        ):
            continue
        done = subprocess.run(
            [*unshare, sys.executable, script, folder], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
    if os.environ.get("CI"):
        pytest.fail("no network namespace can be made here: run CI as root")
    pytest.skip("no network namespace can be made here: that takes root, or user namespaces")


def reasons(crawled: dict[str, Any], *names: str) -> set[str]:
    return {crawled["told"][name.replace("-", "_")][1] for name in names}


def asked(crawled: dict[str, Any], address: str) -> set[str]:
    return {one.partition(".")[0] for one in crawled["asked"][address]}


def test_hosts_with_either_kind_of_address_are_crawled(crawled):
    assert reasons(crawled, "four", "six") == {"ok"}
    assert asked(crawled, PUBLIC_6) == {"six"}


def test_the_other_address_is_taken_where_the_first_does_not_answer(crawled):
    assert NAMES["six-is-down"][0][1] == PUBLIC
    assert reasons(crawled, "six-is-down") == {"ok"}


def test_a_name_whose_addresses_are_all_private_is_refused_by_that_name(crawled):
    names = ["inner", "inner-six", "mapped", "translated", "this-machine", "metadata"]
    assert reasons(crawled, *names) == {"private-address"}
    assert crawled["told"]["inner"][2].endswith(f"inner.example has the private address {PRIVATE}")


def test_of_several_addresses_only_the_public_ones_are_dialled(crawled):
    assert reasons(crawled, "half-inner") == {"ok"}
    assert "half-inner" in asked(crawled, PUBLIC)


def test_a_name_that_changes_its_address_between_two_questions_reaches_nothing_private(crawled):
    assert reasons(crawled, "rebinding") == {"ok"}
    assert reasons(crawled, "rebinding-back") == {"private-address"}


def test_no_private_server_is_asked_for_anything(crawled):
    assert [crawled["asked"][one] for one in (PRIVATE, METADATA, PRIVATE_6, "127.0.0.1")] == [[]] * 4


def test_name_servers_that_know_nothing_or_say_nothing_cost_their_own_sources_only(crawled):
    assert reasons(crawled, "absent", *(f"silent{number}" for number in range(SILENT))) == {"dns"}
    assert crawled["told"]["four"][0] == "collected"
