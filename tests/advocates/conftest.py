from tests.readers import reading, words_app  # noqa: F401
