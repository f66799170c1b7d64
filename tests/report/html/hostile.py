"""A submission whose every text tries to be more than text."""

from autograder.model.base import Text
from autograder.model.evidence import CellError, Ending, Tripwire
from autograder.model.grade import CheckResult, Finding, Grade
from autograder.model.submission import Cell
from autograder.report.html.work import Curve, Place, RunFacts, Training, Work

SCRIPT = "</script></style></title></textarea><script>window.hacked = 1</script>"
IMAGE = '<img src="x" onerror="window.hacked = 2">'
QUOTES = '" autofocus onfocus="window.hacked = 3" x=\''
LINK = "data:text/html,<script>window.hacked = 4</script> javascript:window.hacked=5"
REVERSED = "\u202egnp.exe\u2066 \x1b[31mred\x1b[0m \x1b]0;title\x07 \u200bhidden"
TEMPLATE = "{{ 7 * 7 }} {% raw %} ${window.hacked = 6}"
ALL = " ".join((SCRIPT, IMAGE, QUOTES, LINK, REVERSED, TEMPLATE))
NAME = f"{IMAGE.replace('/', '')} \u202eelosbo"


def hostile() -> Work:
    """Its grade, cells, errors, outputs, metrics and warnings all carry everything above."""
    text = Text(es=ALL, en=ALL)
    check = CheckResult(
        id="a.data",
        question="a",
        title=text,
        verdict="fail",
        points=0.0,
        max_points=1.0,
        message=text,
        advice=text,
        evidence={"monitor": ALL, "file": ALL, ALL: [ALL], "optimizer.x": ALL},
    )
    grade = Grade(
        submission=NAME,
        status="needs-review",
        score=0.0,
        max_score=10.0,
        seeds=(101,),
        questions={"a": text},
        checks=(check,),
        findings=(Finding(cause="cell-error", question="a", cell=0, message=text),),
        reason=text,
        repairs=(text,),
    )
    run = RunFacts(
        seed=101,
        budget=ALL,
        packages={ALL: ALL},
        isolation=ALL,
        ending=Ending(kind="died", detail=ALL),
        seconds={ALL: 1.0},
        tripwires=(Tripwire(code="x", cell=0, detail=ALL),),
    )
    return Work(
        grade=grade,
        cells=(Cell(index=0, kind="code", source=f"x = 1\n{ALL}\n# {ALL}"),),
        errors={0: CellError(kind=ALL, message=ALL, line=2)},
        outputs={0: ALL},
        places={"a": Place(cells=(0,))},
        trainings={"a": Training(accuracy=Curve(metric=ALL, training=(0.1, None, 0.3)))},
        runs=(run,),
    )
