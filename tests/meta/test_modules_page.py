"""The map of the modules."""

from tests.modules_page import PAGE, page


def test_the_map_of_the_modules_is_up_to_date():
    """docs/modules.md says what the docstrings say; if not, `python -m tests.modules_page` writes it."""
    assert PAGE.read_text(encoding="utf-8") == page()
