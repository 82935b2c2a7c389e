"""The room's templates, with escaping always on: what was read from paper is never trusted as markup."""

from __future__ import annotations

import functools

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


def render(template: str, **values: object) -> Markup:
    """Fill a template of ``delivery/templates``; a name it lacks is an error, not a blank.

    The result counts as markup, so that it may be put into another template as it is.
    """
    return Markup(_environment().get_template(template).render(**values))  # noqa: S704  escaped just now


def decimal(value: float | None, digits: int = 1) -> str:
    """A number the Vietnamese way, ``1.234,5``; a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline.delivery"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["decimal"] = decimal
    return environment
