"""The package `feedparser` against the feeds that the program writes: the files in tests/fixtures/feeds, which the Rust tests
hold equal to what it writes now. Starts nothing."""

import json
import re
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest

FEEDS = Path(__file__).resolve().parent.parent / "fixtures" / "feeds"
XML = {"atom": "atom10", "rss": "rss20"}
KINDS = ["hostile.ru", "news.en", "news.ru"]
ENTRIES = 13
BASE = "https://audit.example.org/vk/"
URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
SCRIPT = re.compile(r"<\s*(script|img|svg|iframe|style)|\bon\w+\s*=\s*[\"']|javascript:", re.IGNORECASE)


def parsed(name, ending, **options):
    feed = feedparser.parse((FEEDS / f"{name}.{ending}").read_bytes(), **options)
    assert feed.bozo == 0, feed.get("bozo_exception")
    assert feed.version == XML[ending]
    return feed


def json_feed(name):
    return json.loads((FEEDS / f"{name}.json").read_text("utf-8"))


def link(links, rel):
    return [one.href for one in links if one.rel == rel]


@pytest.mark.parametrize("ending", XML)
@pytest.mark.parametrize("name", KINDS)
def test_feed_says_who_what_and_when(name, ending):
    feed = parsed(name, ending)
    assert feed.feed.title and feed.feed.subtitle and feed.feed.language == name[-2:]
    assert feed.feed.link == BASE
    assert link(feed.feed.links, "self") == [f"{BASE}feeds/news.{ending}?limit=50&before=99"]
    assert link(feed.feed.links, "next") == [f"{BASE}feeds/news.{ending}?limit=50&before=1"]
    newest = max(entry.published_parsed for entry in feed.entries)
    assert (feed.feed.updated_parsed if ending == "atom" else feed.feed.published_parsed) == newest


@pytest.mark.parametrize("name", KINDS)
def test_entries_are_the_same_in_every_format(name):
    atom, rss, other = parsed(name, "atom").entries, parsed(name, "rss").entries, json_feed(name)["items"]
    assert len(atom) == len(rss) == len(other) == ENTRIES
    for one, two, three in zip(atom, rss, other):
        assert one.id == two.id == three["id"] and URN.fullmatch(one.id)
        assert one.link == two.link == three["url"] and one.link.startswith(BASE)
        assert one.published_parsed == one.updated_parsed == two.published_parsed
        moment = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*one.published_parsed[:6])
        assert three["date_published"] == moment
        assert not two.guidislink, "an id is no address"
        assert [tag.term for tag in one.tags] == [tag.term for tag in two.tags] == three["tags"]
    assert len({one.id for one in atom}) == ENTRIES


@pytest.mark.parametrize("name", KINDS)
def test_what_is_read_is_what_was_written(name):
    raw = dict(sanitize_html=False, resolve_relative_uris=False)
    atom, rss = parsed(name, "atom", **raw).entries, parsed(name, "rss", **raw).entries
    for one, two, three in zip(atom, rss, json_feed(name)["items"]):
        assert one.title == three["title"]
        assert one.content[0].value == two.summary == three["content_html"]
        assert one.content[0].type == "text/html"
        if name != "hostile.ru":
            assert two.title == three["title"]


@pytest.mark.parametrize("ending", XML)
def test_foreign_text_is_shown_and_does_nothing(ending):
    raw = parsed("hostile.ru", ending, sanitize_html=False)
    clean = parsed("hostile.ru", ending)
    for entry, sanitised in zip(raw.entries, clean.entries):
        html = entry.content[0].value if ending == "atom" else entry.summary
        shown = sanitised.content[0].value if ending == "atom" else sanitised.summary
        assert not SCRIPT.search(re.sub(r"<(/?(p|ul|li|strong)|a href=\"https://[^\"<>]*\"|/a)>|&lt;[^<]*", "", html))
        assert html.count("<li>") == shown.count("<li>"), "a reader that sanitises has nothing to take away"
        assert "&lt;script&gt;" in html or "<script" not in html
    whole = (FEEDS / f"hostile.ru.{ending}").read_text("utf-8")
    # no mark that reorders text and no control character but the line ends of the document
    assert {unicodedata.category(one) for one in whole if one != "\n"}.isdisjoint({"Cc", "Cf", "Cs", "Co", "Cn"})


@pytest.mark.parametrize("ending", XML)
def test_feed_without_entries_is_one_all_the_same(ending):
    feed = parsed("empty.ru", ending)
    assert feed.entries == [] and feed.feed.title
    assert link(feed.feed.links, "next") == []


@pytest.mark.parametrize("name", [*KINDS, "empty.ru"])
def test_json_feed_is_of_version_1_1(name):
    feed = json_feed(name)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    known = {"version", "title", "home_page_url", "feed_url", "description", "next_url", "authors", "language", "items"}
    assert {key for key in feed if not key.startswith("_")} <= known
    assert feed["authors"] == [{"name": feed["authors"][0]["name"]}]
    fields = {"id", "url", "external_url", "title", "content_html", "content_text", "date_published", "date_modified", "tags"}
    for item in feed["items"]:
        assert {key for key in item if not key.startswith("_")} <= fields
        assert all(isinstance(item[key], str) for key in fields - {"external_url", "tags"})
        assert item["_vk_page_auditor"]["seq"] > 0


def test_log_is_in_the_words_of_the_extension():
    lines = [json.loads(line) for line in (FEEDS / "log.ndjson").read_text("utf-8").splitlines()]
    items = [item["_vk_page_auditor"] for item in json_feed("news.ru")["items"]]
    assert lines == [{key: item[key] for key in line} for line, item in zip(lines, items, strict=True)]


@pytest.mark.parametrize("path", sorted(FEEDS.glob("badge.*.svg")), ids=lambda path: path.stem)
def test_badge_is_a_picture_with_words_for_those_who_cannot_see_it(path):
    svg = ElementTree.parse(path).getroot()
    space = "{http://www.w3.org/2000/svg}"
    assert svg.tag == f"{space}svg" and svg.get("role") == "img"
    assert svg.find(f"{space}title").text == svg.get("aria-label")
    assert {one.tag.removeprefix(space) for one in svg.iter()} == {"svg", "title", "rect", "path", "g", "text"}
    widths = [int(one.get("width")) for one in svg.iter(f"{space}rect")]
    assert sum(widths) == int(svg.get("width"))
