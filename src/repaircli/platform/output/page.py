"""Pages made of a template; every value in them is cleaned and escaped."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from repaircli.platform.output.clean import clean

if TYPE_CHECKING:
    from jinja2 import Environment


def page(template: str, **values: object) -> str:
    """The page that `template` makes of `values`; a file of the package, such as `orders/printed/workorder.html`.

    A value of None is empty. Markup of our own passes by the filter `safe`.
    """
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("repaircli", ""),
        autoescape=True,
        finalize=_cleaned,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )


def _cleaned(value: object) -> object:
    if hasattr(value, "__html__"):
        return value
    return "" if value is None else clean(str(value))
