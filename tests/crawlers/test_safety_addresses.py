"""Addresses that a site may name to turn the crawl against somebody: each is refused by name, and never asked."""

from ipaddress import ip_address

import pytest
from loopback_web import DAY, make_source, page, redirect, rss, run_crawl, serve_web

from crawlers.archive import read_archive
from crawlers.guard import BAD_PORTS, is_public, local_addresses, written_address
from crawlers.night import SourceNight
from crawlers.urls import MAX_URL

PRIVATE = [
    "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "0.0.0.0", "0.1.2.3",
    "100.64.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16", "192.0.2.1", "198.18.0.1", "192.88.99.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:10.0.0.1", "::ffff:7f00:1", "::ffff:0:7f00:1", "64:ff9b::a00:1", "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1", "2002:a00:1::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "3fff::1",
    "100::1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "fd20:ce::254", "ff02::1", "5f00::1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "93.184.216.34", "192.31.196.1", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"]
FORMS = [
    "2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "0x7f.1", "127.1", "127.0.1", "127.0.0.1.", "0", "0.0.0.0.",
    "１２７.0.0.1", "127。0。0。1", "①②⑦.0.0.1", "2852039166", "0xA9FEA9FE", "0251.0376.0251.0376", "[::1%25lo]",
    "localhost", "localhost.", "LOCALHOST", "ⓛocalhost", "printer.localhost",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_counts_as_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_in_use_on_the_internet_count_as_public(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host", ["ledger.example", "127.0.0.1.example", "1.2.3.4.5", "0x.example", "256.1.1.1", "a1"]
)
def test_a_name_is_no_address(host):
    assert written_address(host) is None


ODD = {
    "http://ledger.example:22/": "bad-port",
    "http://ledger.example:25/": "bad-port",
    "https://ledger.example:6667/": "bad-port",
    "http://ledger.example:0/": "bad-port",
    "http://%31%32%37.0.0.1/": "bad-url",
    "http://led ger.example/": "bad-url",
    "http://ledger\x00.example/": "bad-url",
    "http://ledger.example\\@127.0.0.1/": "private-address",
    "http://ledger.example:99999/": "bad-url",
    "http://ledger.example:x/": "bad-url",
}


def links_of(night: SourceNight) -> dict[str, str]:
    return {r.url: r.outcome for r in night.requests if r.role == "item"}


@pytest.fixture(scope="module")
def through_a_proxy(tmp_path_factory):
    """A source whose feed names all of them, crawled through a proxy: (its night, what the proxy was asked for)."""
    links = [
        f"http://{host}/{n}"
        for n, host in enumerate([f"[{one}]" if ":" in one else one for one in PRIVATE] + FORMS)
    ]
    with serve_web() as web:
        web.routes = {"http://ledger.example/feed": rss(*links, *ODD)}
        source = make_source("us_or_ledger", "http://ledger.example/feed", crawl={"max_new_per_night": 1000})
        report = run_crawl(tmp_path_factory.mktemp("proxy"), source, proxy=web.address)
        return report.nights[0], web.urls(), links


def test_a_private_address_in_any_form_is_refused_where_a_proxy_dials_too(through_a_proxy):
    night, _, links = through_a_proxy
    told = links_of(night)
    assert {link: told[link] for link in links} == dict.fromkeys(links, "private-address")


def test_other_ports_and_hosts_that_are_none_are_refused_by_name(through_a_proxy):
    told = list(links_of(through_a_proxy[0]).values())[len(PRIVATE + FORMS) :]
    assert told == list(ODD.values())


def test_nothing_that_is_refused_is_asked_for_not_even_its_robots(through_a_proxy):
    assert through_a_proxy[1] == ["http://ledger.example/robots.txt", "http://ledger.example/feed"]


def test_ports_of_the_web_are_no_bad_ports():
    assert not BAD_PORTS & {
        80,
        443,
        81,
        591,
        3000,
        5000,
        8000,
        8008,
        8080,
        8081,
        8443,
        8888,
        9000,
        *range(32768, 65536),
    }


def test_a_source_names_addresses_on_this_machine_by_host_and_port():
    source = make_source(
        "us_or_intranet",
        "http://127.0.0.1:8001/feed",
        {"kind": "sitemap", "url": "http://[::1]/sitemap.xml"},
        {"kind": "feed", "url": "https://localhost/feed"},
        {"kind": "feed", "url": "http://10.0.0.1/feed"},
        homepage="http://127.1:8002/",
    )
    named = {("127.0.0.1", 8001), ("::1", 80), ("localhost", 443), ("127.1", 8002)}
    assert local_addresses(source) == named
    assert local_addresses(make_source("us_or_ledger", "http://ledger.example/feed")) == frozenset()


@pytest.fixture(scope="module")
def beside_a_local_source(tmp_path_factory):
    """A city's intranet on this machine, and beside it one who wants the crawl to look there."""
    with serve_web() as city, serve_web() as bystander, serve_web() as hostile:
        port = city.address.rpartition(":")[2]
        city.routes = {"/feed": rss(f"{city.address}/1", f"{bystander.address}/1"), "/1": page("The city")}
        bystander.routes = {"/1": page("Nobody's business")}
        links = {
            f"{city.address}/1?from=link": "private-address",
            f"http://127.1:{port}/1": "private-address",
            f"http://localhost:{port}/1": "private-address",
            f"http://[::1]:{port}/1": "private-address",
            f"{bystander.address}/1": "private-address",
            "http://169.254.169.254/latest/meta-data/": "private-address",
            "http://10.0.0.1/": "private-address",
            f"{hostile.address}/to-city": "private-address",
            f"{hostile.address}/to-metadata": "private-address",
            f"{hostile.address}/to-other-form": "private-address",
            f"{hostile.address}/to-ssh": "bad-port",
            f"{hostile.address}/itself": "ok",
        }
        hostile.routes = {
            "/feed": rss(*links),
            "/to-city": redirect(f"{city.address}/1"),
            "/to-metadata": redirect("http://169.254.169.254/latest/meta-data/", 307),
            "/to-other-form": redirect(f"http://2130706433:{port}/1", 301),
            "/to-ssh": redirect("http://127.0.0.1:22/", 308),
            "/itself": page("Here"),
        }
        report = run_crawl(
            tmp_path_factory.mktemp("local"),
            make_source("us_or_city", f"{city.address}/feed", homepage="http://city.example/"),
            make_source("us_or_hostile", f"{hostile.address}/feed", homepage="http://hostile.example/"),
        )
        return report.nights, links, (city, bystander, hostile)


def test_what_a_source_names_on_this_machine_is_crawled_for_that_source_alone(beside_a_local_source):
    (city, hostile), links, _ = beside_a_local_source
    assert (city.state, hostile.state) == ("collected", "collected")
    assert list(links_of(city).values()) == ["ok", "private-address"]
    assert links_of(hostile) == links


def test_no_server_on_this_machine_is_asked_but_by_its_own_source(beside_a_local_source):
    _, _, (city, bystander, _) = beside_a_local_source
    assert city.urls() == ["/robots.txt", "/feed", "/1"]
    assert bystander.urls() == []


@pytest.fixture(scope="module")
def with_names_in_addresses(tmp_path_factory):
    """A site that puts names and passwords, breaks and great length into its addresses."""
    folder = tmp_path_factory.mktemp("users")
    with serve_web() as web:
        host = web.address.removeprefix("http://")
        web.routes = {
            "/feed": rss(
                f"http://reader:s3cret@{host}/1",
                f"{web.address}/2",
                f"{web.address}/broken&#13;&#10;X-Evil:1",
                f"{web.address}/{'x' * 100_000}",
                *(f"{web.address}/r{n}" for n in range(6)),
            ),
            "/1": page("One"),
            "/2": redirect(f"http://reader:s3cret@{host}/1?2"),
            "/1?2": page("Two"),
            "/brokenX-Evil:1": page("Three"),
            "/r0": redirect(f"{web.address}/{'x' * 100_000}"),
            "/r1": redirect("/1\x0dSet-Cookie: a=b"),
            "/r2": redirect("/caf\xe9\x1b[31m\x00"),
            "/r3": redirect("javascript:alert(1)"),
            "/r4": redirect("gopher://127.0.0.1:70/"),
            "/r5": redirect("data:text/html,<p>Hello"),
        }
        night = run_crawl(folder, make_source("us_or_ledger", f"{web.address}/feed")).nights[0]
    return night, web, list(read_archive(folder / "archive", DAY, "us_or_ledger"))


def test_a_user_and_a_password_in_an_address_are_neither_sent_nor_kept(with_names_in_addresses):
    night, web, archived = with_names_in_addresses
    assert {"/1", "/2", "/1?2"} <= set(web.urls())
    assert not any("s3cret" in str(asked.headers) or "Authorization" in asked.headers for asked in web.asked)
    assert "s3cret" not in repr(night)
    assert not [c for c in archived if "s3cret" in c.url + c.announced_url]


def test_odd_redirects_end_by_name_and_what_they_hold_is_never_a_header(with_names_in_addresses):
    night, web, _ = with_names_in_addresses
    told = {url.removeprefix(web.address): outcome for url, outcome in links_of(night).items()}
    assert told == {
        "/1": "ok", "/2": "ok", "/brokenX-Evil:1": "ok", "/r0": "bad-redirect", "/r1": "http-404", "/r2": "http-404",
        "/r3": "bad-redirect", "/r4": "http-302", "/r5": "http-302",
    }  # fmt: skip
    assert max(len(url) for url in web.urls()) < MAX_URL
    assert not any("X-Evil" in asked.headers or "Cookie" in asked.headers for asked in web.asked)
