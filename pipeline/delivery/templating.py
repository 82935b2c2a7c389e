"""The room's templates, with escaping always on: what was read from paper is never trusted as markup."""

from __future__ import annotations

import functools

from jinja2 import Environment, PackageLoader, StrictUndefined


def render(template: str, **values: object) -> str:
    """Fill a template of ``delivery/templates``; a name it lacks is an error, not a blank."""
    return _environment().get_template(template).render(**values)


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
