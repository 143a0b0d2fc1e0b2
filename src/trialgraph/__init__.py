"""TrialGraph turns announcements of clinical trials into a knowledge graph one can trust.

The functions here have the names of the commands:

    >>> import trialgraph
    >>> trialgraph.__version__
    '0.1.0'

`extract` drafts the facts of an announcement and `read` shows its text, `build` makes a graph from texts and
fact files, `validate` checks fact files and graphs, `load` opens a graph,
`query` asks it, `show` tells what it says of a thing, `path` how two things hang together, and
`export` writes it in another format. `ground_names` tells what names mean, and `import_terms` makes more of
them known. What they need is imported when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trialgraph.analysis import network, path, render_description, render_route, show
    from trialgraph.announcements import Extraction, extract, read
    from trialgraph.bridge import to_rdflib
    from trialgraph.checks import explain, load_checks
    from trialgraph.comparing import compare, diff
    from trialgraph.comparison import Comparison
    from trialgraph.comparisonreport import render_comparison
    from trialgraph.differencereport import render_difference
    from trialgraph.differences import Difference
    from trialgraph.drafts import draft_summary, render_draft, render_marks
    from trialgraph.formats import export, render
    from trialgraph.lexicon import Lexicon, load_lexicon
    from trialgraph.mending import Mended, mend_summary
    from trialgraph.model import Document, Evidence, Fact, FactFile
    from trialgraph.pipeline import Build, build, check, process, validate
    from trialgraph.problems import (
        AmbiguousNameError,
        Check,
        Checked,
        InputError,
        Location,
        NameNotFoundError,
        OutputError,
        Problem,
        QueryError,
        TrialgraphError,
    )
    from trialgraph.profiles import Validated
    from trialgraph.reporting import render_report
    from trialgraph.store import LocalStore, has_claims, load, query
    from trialgraph.summary import build_summary
    from trialgraph.termreport import (
        joins_table,
        nothing_found,
        render_found,
        render_groundings,
        render_sources,
        render_term,
        ungrounded_table,
    )
    from trialgraph.terms import ground_names, import_terms, list_terms, search_terms, show_term
    from trialgraph.updating import Updated, mend, update, update_summary

__version__ = "0.1.0"

__all__ = [
    "AmbiguousNameError",
    "Build",
    "Check",
    "Checked",
    "Comparison",
    "Difference",
    "Document",
    "Evidence",
    "Extraction",
    "Fact",
    "FactFile",
    "InputError",
    "Lexicon",
    "LocalStore",
    "Location",
    "Mended",
    "NameNotFoundError",
    "OutputError",
    "Problem",
    "QueryError",
    "TrialgraphError",
    "Updated",
    "Validated",
    "__version__",
    "build",
    "build_summary",
    "check",
    "compare",
    "diff",
    "draft_summary",
    "explain",
    "export",
    "extract",
    "ground_names",
    "has_claims",
    "import_terms",
    "joins_table",
    "list_terms",
    "load",
    "load_checks",
    "load_lexicon",
    "mend",
    "mend_summary",
    "network",
    "nothing_found",
    "path",
    "process",
    "query",
    "read",
    "render",
    "render_comparison",
    "render_description",
    "render_difference",
    "render_draft",
    "render_found",
    "render_groundings",
    "render_marks",
    "render_report",
    "render_route",
    "render_sources",
    "render_term",
    "search_terms",
    "show",
    "show_term",
    "to_rdflib",
    "ungrounded_table",
    "update",
    "update_summary",
    "validate",
]

_HOME = {
    "analysis": ("network", "path", "render_description", "render_route", "show"),
    "announcements": ("Extraction", "extract", "read"),
    "bridge": ("to_rdflib",),
    "checks": ("explain", "load_checks"),
    "comparing": ("compare", "diff"),
    "comparison": ("Comparison",),
    "comparisonreport": ("render_comparison",),
    "differencereport": ("render_difference",),
    "differences": ("Difference",),
    "drafts": ("draft_summary", "render_draft", "render_marks"),
    "formats": ("export", "render"),
    "lexicon": ("Lexicon", "load_lexicon"),
    "model": ("Document", "Evidence", "Fact", "FactFile"),
    "pipeline": ("Build", "build", "check", "process", "validate"),
    "problems": (
        "AmbiguousNameError",
        "Check",
        "Checked",
        "InputError",
        "Location",
        "NameNotFoundError",
        "OutputError",
        "Problem",
        "QueryError",
        "TrialgraphError",
    ),
    "profiles": ("Validated",),
    "reporting": ("render_report",),
    "store": ("LocalStore", "has_claims", "load", "query"),
    "summary": ("build_summary",),
    "mending": ("Mended", "mend_summary"),
    "termreport": (
        "joins_table",
        "nothing_found",
        "render_found",
        "render_groundings",
        "render_sources",
        "render_term",
        "ungrounded_table",
    ),
    "terms": ("ground_names", "import_terms", "list_terms", "search_terms", "show_term"),
    "updating": ("Updated", "mend", "update", "update_summary"),
}
"""The module of each public name: pySHACL alone takes longer to import than `trialgraph --help` may take."""


def __getattr__(name: str) -> Any:
    for module, names in _HOME.items():
        if name in names:
            return getattr(import_module(f"trialgraph.{module}"), name)
    raise AttributeError(f"module 'trialgraph' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
