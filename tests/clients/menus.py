"""What any client must be able to read from the groups it is given."""

from urllib.parse import parse_qs, urlsplit

FIELDS = "menu,is_government_organization"


def host_of(url):
    """The host an item leads to: VK's own redirect is one of the ways a right link is written."""
    link = urlsplit(url)
    target = parse_qs(link.query).get("to")
    return urlsplit(target[0]).hostname if target else link.hostname


def assert_menus(groups, ids):
    assert sorted(group["id"] for group in groups) == sorted(ids)
    for group in groups:
        assert group["name"] and group["screen_name"]
        assert group["type"] in ("group", "page", "event")
        # other items may stand beside the forms, and one form is enough where polls are not due
        forms = [item for item in group["menu"]["items"] if host_of(item["url"]) == "pos.gosuslugi.ru"]
        assert forms
        for item in forms:
            assert 0 < len(item["title"]) <= 20
            assert all(size["url"] and size["width"] > 0 and size["height"] > 0 for size in item["cover"])
