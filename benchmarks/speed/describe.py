"""What was measured as Markdown: `docs/performance.md`. Pure."""

from collections.abc import Iterator
from typing import Any

from autograder.validity.describe import table

_INTRO = """# How fast grading is

Written by `python -m benchmarks.speed`, which measures everything side by side in one run on one machine and keeps the
figures in `reference_results/performance.json`. `12.3 (11.9 to 13.0)` is the median of the runs and their range, in
seconds unless another unit is named. `--part` measures parts again; each part says when and on what it was measured.
"""
_ABOUT = {
    "submission": """The reference solution of each assignment, the ways in turns.

- *bare Keras* is the limit: the very fits of the graded run, made by Keras alone in a process that has imported
  everything, with nothing around them: no search, callback, checkpoint, plot, data, seed or determinism; tracing and
  validation included, one thread. Whoever grades also loads data, runs the notebook's own code, its `evaluate` and its
  plots, predicts the holdout and judges. The grader comes below it where Keras' defaults waste time: its batches come
  from a pipeline that starts at once (`worker/batches.py`), a step is traced once instead of twice
  (`worker/building.py`), and many steps run in one call (`worker/strides.py`), each with the same bits.
- *aim*: 1.15 times bare Keras' seconds and one more. A notebook whose own code takes long beside its training, as one
  does that lays out 50,000 reviews as columns, cannot reach it.
- *a submission* is what a further one costs in a warm grader, judging and reports included; *with start* the first one,
  from the command.
- *of it the grader's own* is what the run's clock charges neither to training and validation nor to the notebook's own
  code, data, searches, `evaluate` and `predict`.
- *otter run* has the same budget in the notebook's first cell and one test that costs nothing. It starts a kernel and
  imports TensorFlow each time.
- *official size* is the unmodified notebook in nbclient on data of official size: a **probe** of two epochs, one
  trial, one candidate, all rows, and from it the time of everything that it asks for. *At least* lets every training
  with early stopping end at the first epoch at which it can; *at most* lets all epochs run.
- *taken*: what the host of this virtual machine took of one core meanwhile; a measurement is made again, twice at most,
  where that is above 1 %, and the one counts of which least was taken. A dash: measured before this was watched.
- *begun*: when its command began, UTC; assignments measured apart stand side by side.
- *peak* memory is that of everything together, grader and zygote included, each shared page counted once; *of a run*
  that of its own process alone, which is what one more at a time adds (proportional set size, once a second).
""",
    "class": """Samples, honest variants and mutants of all assignments. The grader is called once for each assignment,
and each call pays its own start. `otter run` is given the same budget in the first cell of each notebook; loops that
train without `fit` get none there, and a run that lasts longer than a quarter of an hour is ended. Its class is dealt
over the runs, for each `otter run` costs the same in whatever company: a range is that of the shares, and the seconds
are those of a whole class.
""",
    "start": """*Warm*: from asking a sandbox that has run before to the first cell's first line. *Cold*: from the
command.
""",
    "costs": """The reference solution in a warm process without a sandbox; each part switched off in turn, and what is
saved then. *Recording* is all that is written down, predicted for the grader and asked again; rows are still
recognised, because the budget needs it. *Sandbox* is what it adds.
""",
    "store": """Copies of one real run. *Grows with power* compares the two largest sizes: 1 is linear.
""",
    "scaling": """`start + N · (alone + shared / c)` seconds for N submissions on c cores: `alone` is what the grader's
own process does for each, one after the other, and σ its share; κ is what the speed-up measured on two cores lacks
beside Amdahl's law. The model leaves out memory bandwidth, shared caches and clock rates that fall when many cores
work: it is a bound for 64 cores of one machine, not a measurement. κ cannot tell crosstalk in the grader from a
machine whose cores do less when both work, whoever uses them: the column with it is about this machine alone. With
`--cluster` each machine brings its own.
""",
    "budgets": """Detection is that of `autograder validate` (docs/validity.md). *Without accuracy* is what the same
runs find when no accuracy is judged: about what a budget too short to train well would find. The knee is the cheapest
budget that finds at most one point less than the best; a single one has none.
""",
}
_TITLES = {
    "submission": "One submission",
    "class": "A class",
    "start": "Start",
    "costs": "What parts cost",
    "store": "Regrading, reports, store",
    "scaling": "More cores",
    "budgets": "Budgets",
}
_WAYS = {
    "bare": "bare Keras",
    "warm": "a submission",
    "own": "of it the grader's own",
    "cold": "with start",
    "otter": "otter run",
}


def describe(found: dict[str, Any]) -> str:
    """The whole page, of the parts that were measured."""
    parts = [_INTRO if found else _INTRO + "\nNothing was measured yet."]
    for name, title in _TITLES.items():
        if name in found:
            lines = "\n\n".join([*_PARTS[name](found[name]["measured"]), *_beside_official(name, found)])
            parts.append(f"## {title}\n\n{_ABOUT[name]}\n{lines}\n\n{_measured(found[name]['setting'])}")
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def shown(value: dict[str, Any] | None) -> str:
    """`12.3 (11.9 to 13.0)`; a dash where nothing was measured."""
    if not value or "median" not in value:
        return "–"
    return f"{_number(value['median'])} ({_number(value['low'])} to {_number(value['high'])})"


def _number(value: float) -> str:
    size = abs(value)
    return f"{value:,.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def _measured(setting: dict[str, Any]) -> str:
    load = ", ".join(f"{value:g}" for value in setting["load_average"])
    return (
        f"Measured {setting['created'][:16].replace('T', ' ')} UTC on {setting['cores']} cores of "
        f"{setting['machine']}, data {setting['data']}, budget {setting['budget']}; load average before: {load}."
    )


def _submission(found: dict[str, Any]) -> Iterator[str]:
    header = (
        "assignment",
        "budget",
        *_WAYS.values(),
        "of bare Keras",
        "aim",
        "reached",
        "peak MiB",
        "of a run",
        "taken, %",
        "begun",
    )
    yield table(
        header,
        [
            (
                f"`{name}`",
                one["budget"],
                *(shown(one.get(way)) for way in _WAYS),
                f"{one['of_bare']:.2f}" if "of_bare" in one else "–",
                f"{one['aim_seconds']:.1f}" if "aim_seconds" in one else "–",
                {True: "yes", False: "no", None: "–"}[one.get("reached")],
                shown(one.get("peak_mib")),
                shown(one.get("run_mib")),
                shown(one.get("taken", {}).get("percent")),
                one["created"][:16].replace("T", " ") if "created" in one else "–",
            )
            for name, one in found.items()
        ],
    )
    yield table(
        ("assignment", "official size, probe", "at least", "at most", "times a submission", "otter run's", "nbgrader"),
        [
            (
                f"`{name}`",
                shown(one["official"].get("probe_seconds")),
                shown(one["official"].get("at_least")),
                shown(one["official"].get("at_most")),
                f"{one['official_of_warm']:.0f}" if "official_of_warm" in one else "–",
                f"{one['otter_of_warm']:.1f}" if "otter_of_warm" in one else "–",
                shown(one.get("nbgrader")),
            )
            for name, one in found.items()
        ],
    )
    yield from _reasons(found)


def _reasons(found: dict[str, Any]) -> Iterator[str]:
    told: dict[str, list[str]] = {}
    for name, one in found.items():
        for key in ("nbgrader", "official"):
            if "reason" in one.get(key, {}):
                told.setdefault(f"{key}: {one[key]['reason']}", []).append(name)
        for line in one["limit"].get("lost", ())[:1]:
            told.setdefault(f"bare Keras: {line}", []).append(name)
    if told:
        yield "\n".join(f"- Not measured ({', '.join(names)}): {reason}" for reason, names in told.items())


def _class(found: dict[str, Any]) -> Iterator[str]:
    submissions = sum(found["submissions"].values())
    yield f"{submissions} submissions on {found['cores']} cores."
    yield table(
        ("way", "submissions an hour", "seconds", "cores busy", "peak MiB", "taken, % of a core"),
        [
            (
                way,
                *(shown(one.get(name)) for name in ("per_hour", "seconds", "cores_busy", "peak_mib", "taken_percent")),
            )
            for way, one in found["ways"].items()
        ],
    )
    times = "; ".join(f"{way}: {value:.1f} times" for way, value in found["times_otter"].items())
    yield f"The grader's throughput beside {times}. Runs of Otter without results: {found['otter_without_results']}."


def _beside_official(part: str, found: dict[str, Any]) -> Iterator[str]:
    """The class beside what its notebooks take unmodified, each counted like its assignment's reference solution."""
    if part != "class":
        return
    counts, ways = found[part]["measured"]["submissions"], found[part]["measured"]["ways"]
    official = {name: one["official"] for name, one in found.get("submission", {}).get("measured", {}).items()}
    missing = [name for name in counts if "at_least" not in official.get(name, {})]
    if missing:
        yield f"Beside official size: not told, the probe is missing for {', '.join(missing)}."
        return
    seconds = sum(count * official[name]["at_least"]["median"] for name, count in counts.items())
    times = seconds / ways["autograder"]["seconds"]["median"]
    yield (
        f"Executing this class unmodified at official size would take {seconds / 3600:.1f} hours, one notebook after "
        f"the other (by the table above, *at least*): the grader's throughput is {times:.0f} times that, and "
        f"{times / 2:.0f} times that of two at a time, should they not slow each other down."
    )


def _start(found: dict[str, Any]) -> Iterator[str]:
    names = {
        "help": "`autograder --help`",
        "grade_help": "`autograder grade --help`",
        "interpreter": "an interpreter that does nothing",
        "cold_first_cell": "first cell, cold",
        "warm_first_cell": "first cell, warm",
        "warm_run_of_one_cell": "a whole run of one cell, warm",
    }
    yield table(("what", "seconds"), [(title, shown(found[name])) for name, title in names.items() if name in found])


def _costs(found: dict[str, Any]) -> Iterator[str]:
    yield f"`{found['assignment']}`, budget {found['budget']}. {_taken(found)}"
    yield table(
        ("part", "seconds without it", "costs"),
        [(name, shown(one), f"{one['costs']:.2f}") for name, one in found["parts"].items()],
    )
    yield table(
        ("grows with", "sizes: seconds", "one more costs", "without any"),
        [
            (
                what,
                ", ".join(f"{size}: {_number(value['median'])}" for size, value in one["seconds"].items()),
                f"{1000 * one['per_one']:.3g} ms",
                f"{one['without']:.2f}",
            )
            for what, one in found["growth"].items()
        ],
    )


def _store(found: dict[str, Any]) -> Iterator[str]:
    names = {"store": "store", "regrade": "regrade", "lookup": "look up", "report": "report", "store_mib": "store, MiB"}
    rows = [(f"{int(size):,}", *(shown(one[name]) for name in names)) for size, one in found["sizes"].items()]
    powers = found["grows_with_power"]
    rows += [("grows with power", *(f"{powers[name]:.2f}" for name in names))] if powers else []
    yield table(("submissions", *names.values()), rows)


def _scaling(found: dict[str, Any]) -> Iterator[str]:
    each = found["seconds_per_submission"]
    yield (
        f"`{found['assignment']}`: {shown(each['1'])} s a submission on one core, {shown(each['2'])} s on two: "
        f"{found['speed_up_on_2']:.2f} times as many. The grader's own process takes "
        f"{shown(found['grader_seconds_per_submission'])} s of each. "
        f"σ = {found['sigma']:.4f}, κ = {found['kappa']:.4f}. {_taken(found)}"
    )
    rows = [(count, f"{one['amdahl']:.1f}", f"{one['usl']:.1f}") for count, one in found["model"].items()]
    yield table(("cores", "speed-up by Amdahl's law", "with κ"), rows)


def _taken(found: dict[str, Any]) -> str:
    return f"The host took {shown(found['taken']['percent'])} % of a core meanwhile."


def _budgets(found: dict[str, Any]) -> Iterator[str]:
    if "reason" in found:
        yield f"Not measured: {found['reason']}."
        return
    rows = []
    for name, one in found.items():
        for budget, point in one["budgets"].items():
            mark = " (knee)" if budget == one["knee"] and len(one["budgets"]) > 1 else ""
            rates = (_rate(point[key]) for key in ("detection", "without_accuracy", "false_fail"))
            rows.append((f"`{name}`", budget + mark, shown(point["seconds"]), *rates))
    yield table(("assignment", "budget", "seconds", "found", "without accuracy", "honest work failed"), rows)


def _rate(told: dict[str, Any]) -> str:
    share = f"{100 * told['hits'] / told['of']:.0f} %" if told["of"] else "–"
    return f"{share} of {told['of']} ({100 * told['low']:.0f} to {100 * told['high']:.0f})"


_PARTS = {
    "submission": _submission,
    "class": _class,
    "start": _start,
    "costs": _costs,
    "store": _store,
    "scaling": _scaling,
    "budgets": _budgets,
}
