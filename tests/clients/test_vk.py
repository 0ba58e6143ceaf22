"""The package `vk` 3.0 (voronind/vk) against mock-vk; only its class attribute with the host differs from its own use."""

import pytest
import vk

from menus import FIELDS, assert_menus
from mock import TOKEN, WRONG_TOKEN


@pytest.fixture
def api_of(mock):
    class API(vk.API):
        API_URL = f"{mock.url}/method/"

    return lambda token=TOKEN, version="5.199": API(access_token=token, v=version)


def error_of(call):
    with pytest.raises(vk.exceptions.VkAPIError) as caught:
        call()
    return caught.value


def test_groups_with_menus_arrive_in_both_shapes_of_the_answer(mock, api_of):
    ids = mock.right_pages(7)
    answer = api_of().groups.getById(group_ids=ids, fields=FIELDS)
    assert_menus(answer["groups"], ids)
    # up to 5.138 the answer was a bare list (VK documentation, versions of the API)
    assert_menus(api_of(version="5.131").groups.getById(group_ids=ids, fields=FIELDS), ids)


def test_wrong_token_is_error_5(mock, api_of):
    error = error_of(lambda: api_of(WRONG_TOKEN).groups.getById(group_ids=mock.right_pages(1)))
    assert error.code == 5
    assert error.is_access_token_incorrect()
    assert error.request_params["method"] == "groups.getById"
    assert WRONG_TOKEN not in str(error)


def test_too_many_requests_is_error_6(mock, api_of):
    mock.fail(6)
    error = error_of(lambda: api_of().groups.getById(group_ids=1))
    assert (error.code, error.message) == (6, "Too many requests per second")


def test_unknown_pages_are_error_100(api_of):
    error = error_of(lambda: api_of().groups.getById(group_ids="no_such_page_1,no_such_page_2"))
    assert error.code == 100
    assert error.message.startswith("One of the parameters specified was missing or invalid")
