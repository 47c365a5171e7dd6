"""The manual: `sphinx-build -W docs build/docs` writes it, with the pages that the program writes of itself."""

import sys
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))

from reference import write_reference

project = "Copydesk"
author = "The Copydesk authors"
extensions = ["myst_parser"]
exclude_patterns = ["_tables", "**/node_modules"]
nitpicky = True
# A manual about the words of drafts shows them, and what is typed, as they are.
smartquotes = False
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "Copydesk"
html_static_path = ["_static"]
html_css_files = ["copydesk.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False


def setup(app: Sphinx) -> None:
    """Write the generated pages before the others are looked for."""
    app.connect("builder-inited", lambda app: write_reference(Path(app.srcdir)))
