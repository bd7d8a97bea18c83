"""Templates, styles and scripts of the pages; everything put into them is escaped."""

import base64
import hashlib
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from scoring.catalogues.catalogue import Catalogue


def render_template(
    name: str,
    *,
    catalogue: Catalogue,
    styles: tuple[str, ...],
    scripts: tuple[str, ...] = (),
    **values: object,
) -> str:
    """Render `name` with its styles and scripts inside.

    The page's own policy lets no script run but those given here, by their hash, and lets nothing
    be loaded but the recording: text from a call can't become code even where escaping failed.
    """
    source = "\n".join(_asset(script) for script in scripts)
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    policy = "; ".join(
        [
            "default-src 'none'",
            "style-src 'unsafe-inline'",
            f"script-src 'sha256-{digest}'" if scripts else "script-src 'none'",
            "media-src 'self' file: blob: data:",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    return _environment().get_template(name).render(
        t=catalogue.text,
        n=catalogue.count,
        lang=catalogue.language,
        policy=policy,
        style=Markup("\n".join(_asset(style) for style in styles)),  # noqa: S704 - own files
        script=Markup(source),  # noqa: S704 - own files
        **values,
    )  # fmt: skip


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("scoring.reporting", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _asset(name: str) -> str:
    folder = resources.files("scoring.reporting") / "templates"
    return (folder / name).read_text(encoding="utf-8").strip() + "\n"
