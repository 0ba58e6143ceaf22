"""The package `vk_api` (python273) against mock-vk. Its host is written into its code, so an adapter of `requests`, below
the package, leads that host to the mock."""

import pytest
import requests
import vk_api
from requests.adapters import HTTPAdapter

from menus import FIELDS, assert_menus
from mock import TOKEN, WRONG_TOKEN

HOST = "https://api.vk.ru"
VERSION = "5.199"
TOO_MANY_REQUESTS = 6


class ToMock(HTTPAdapter):
    def __init__(self, url):
        super().__init__()
        self.url = url

    def send(self, request, **options):
        request.url = request.url.replace(HOST, self.url, 1)
        return super().send(request, **options)


@pytest.fixture
def session_of(mock):
    def session(token=TOKEN):
        http = requests.Session()
        http.trust_env = False
        http.mount(HOST, ToMock(mock.url))
        return vk_api.VkApi(token=token, api_version=VERSION, session=http)

    return session


def ask(session, ids):
    return session.get_api().groups.getById(group_ids=",".join(map(str, ids)), fields=FIELDS)


def error_of(call):
    with pytest.raises(vk_api.ApiError) as caught:
        call()
    return caught.value


def test_groups_with_menus_arrive(mock, session_of):
    ids = mock.right_pages(7)
    assert_menus(ask(session_of(), ids)["groups"], ids)


def test_wrong_token_is_error_5(mock, session_of):
    assert error_of(lambda: ask(session_of(WRONG_TOKEN), mock.right_pages(1))).code == 5


def test_too_many_requests_is_error_6_without_the_client_s_own_handler(mock, session_of):
    mock.fail(TOO_MANY_REQUESTS)
    session = session_of()
    del session.error_handlers[TOO_MANY_REQUESTS]
    assert error_of(lambda: ask(session, [1])).code == TOO_MANY_REQUESTS


def test_client_s_own_handler_rides_out_error_6(mock, session_of):
    ids = mock.right_pages(2)
    mock.fail(TOO_MANY_REQUESTS, calls=1)
    assert_menus(ask(session_of(), ids)["groups"], ids)
    assert mock.outcomes() == {"error 6": 1, "ok": 1}


def test_unknown_pages_are_error_100(session_of):
    error = error_of(lambda: ask(session_of(), ["no_such_page_1", "no_such_page_2"]))
    assert error.code == 100
    assert error.error["request_params"]
