"""Modules and functions stay small enough to be read."""

from statistics import median

from tests.support.sources import PACKAGE, functions, place, python_files

MODULE = 400
MEDIAN = 150
FUNCTION = 40


def _lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_module_is_longer_than_400_lines():
    """A module that wants to grow past this wants to be two ideas; tests and benchmarks are held to it as well."""
    sizes = {place(path, 1): _lines(path) for path in python_files("swfstore", "migrations", "tests", "benchmarks")}
    assert {name: size for name, size in sizes.items() if size > MODULE} == {}


def test_the_median_module_is_shorter_than_150_lines():
    """Half of the package's modules can be read at one sitting; those that only name a package are not counted."""
    sizes = [_lines(path) for path in sorted(PACKAGE.rglob("*.py")) if path.name != "__init__.py"]
    assert median(sizes) < MEDIAN


def test_no_function_is_longer_than_40_lines():
    """A function fits on a screen, its docstring included."""
    long = {
        f"{place(path, function.lineno)} {function.name}": length
        for path in python_files("swfstore")
        for function in functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION
    }
    assert long == {}
