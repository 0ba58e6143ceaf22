"""One mock-vk for all tests, well-behaved at the start of each."""

import pytest

from mock import Mock


@pytest.fixture(scope="session")
def running():
    mock = Mock()
    yield mock
    mock.stop()


@pytest.fixture
def mock(running):
    running.behave()
    return running
