"""What all pages share: templates with autoescape, the styles and scripts that came with the program, the policy."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from autograder.model.base import Language
from autograder.model.grade import Status, VerdictName
from autograder.report.causes import cause_name
from autograder.report.html.facts import percent
from autograder.report.html.policy import policy
from autograder.report.html.words import word
from autograder.report.labels import ADVICE, SIGN, STATUS, VERDICT, number
from autograder.report.plain import plain

_STYLES = ("report.css", "vendor-uplot.css")
_SCRIPTS = ("theme.js", "vendor-uplot.js", "report.js")
_TABLE = ("vendor-datatables.js", "class.js")


@dataclass(frozen=True)
class Frame:
    """What stands around a page's content, the same for all pages of its kind: made once."""

    style: Markup
    scripts: tuple[Markup, ...]
    policy: str


@cache
def frame(table: bool) -> Frame:
    """Styles and scripts with the policy that allows them; with `table` also what sorts the class's table."""
    style = "\n".join(map(_asset, _STYLES))
    scripts = tuple(map(_asset, (*_SCRIPTS, *(_TABLE if table else ()))))
    if any("</script" in text.lower() or "<!--" in text for text in scripts) or "</style" in style.lower():
        raise ValueError("a script or style of the program would end its own tag")
    # The program's own files, checked above, are the only text that is not escaped.
    return Frame(Markup(style), tuple(map(Markup, scripts)), policy(scripts, (style,)))  # noqa: S704


def _asset(name: str) -> str:
    return files("autograder.report").joinpath("templates", name).read_text(encoding="utf-8").strip()


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("autograder.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, language: Language, *, table: bool = False, **content: Any) -> str:
    """A page; everything in `content` is escaped."""
    shared = frame(table)
    page = _environment().get_template(template)
    return page.render(
        lang=language,
        style=shared.style,
        scripts=shared.scripts,
        policy=shared.policy,
        **_words(language),
        **content,
    )


def _words(language: Language) -> dict[str, Any]:
    """The functions that templates call."""

    def status_name(status: Status) -> str:
        return STATUS[status].to(language)

    def verdict(name: VerdictName) -> str:
        label = VERDICT[name].to(language)
        return f"{label[:1].upper()}{label[1:]}"

    return {
        "t": lambda name: word(name, language),
        "plain": plain,
        "number": lambda value: number(value, language),
        "percent": lambda value: percent(value, language),
        "cause": lambda name: cause_name(name, language),
        "status_name": status_name,
        "verdict": verdict,
        "sign": SIGN.__getitem__,
        "advice": ADVICE.to(language),
    }
