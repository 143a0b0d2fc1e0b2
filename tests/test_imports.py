"""The package is light to import, public by its `__all__`, and layered as its contracts say."""

import subprocess
import sys

import pytest

import trialgraph

HEAVY = ("rdflib", "pyshacl", "networkx", "pyoxigraph", "yaml", "tabulate", "pandas")


def modules_after(statement: str) -> set[str]:
    """Import in a fresh interpreter, and name the top-level modules that are then loaded."""
    code = f"{statement}\nimport sys\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_importing_the_package_loads_no_engine() -> None:
    loaded = modules_after("import trialgraph")

    assert "trialgraph" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_importing_the_command_line_loads_no_engine() -> None:
    loaded = modules_after("import trialgraph.cli")

    assert "click" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_asking_a_graph_does_not_load_the_validator() -> None:
    loaded = modules_after("import trialgraph; trialgraph.load; trialgraph.query")

    assert "pyoxigraph" in loaded
    assert loaded.isdisjoint({"pyshacl", "rdflib"})


@pytest.mark.parametrize("name", trialgraph.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(trialgraph, name) is not None
    assert name in dir(trialgraph)


def test_there_are_public_names() -> None:
    assert len(trialgraph.__all__) >= 20


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'bulid'"):
        trialgraph.bulid  # noqa: B018 - the look-up is what is tested
