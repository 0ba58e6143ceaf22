"""What any client must be able to read from the groups it is given."""

from urllib.parse import urlsplit

FIELDS = "menu,is_government_organization"


def assert_menus(groups, ids):
    assert sorted(group["id"] for group in groups) == sorted(ids)
    for group in groups:
        assert group["name"] and group["screen_name"]
        assert group["type"] in ("group", "page", "event")
        items = group["menu"]["items"]
        assert len(items) >= 2
        for item in items[:2]:
            assert urlsplit(item["url"]).hostname == "pos.gosuslugi.ru"
            assert 0 < len(item["title"]) <= 20
            assert all(size["url"] and size["width"] > 0 and size["height"] > 0 for size in item["cover"])
