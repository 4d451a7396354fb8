import pytest

from tests.conftest import Browser


@pytest.fixture
def other_browser(app, client):
    """Another visitor's browser, with cookies of its own."""
    return Browser(app, app.response_class, use_cookies=True)
