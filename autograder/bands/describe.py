"""The comparison of the stored bands with the course's figures, as Markdown for `reference_results/README.md`."""

from collections.abc import Iterable
from pathlib import Path

from autograder.bands.band import Band
from autograder.bands.boundaries import boundaries, nominal_quantiles, spent
from autograder.bands.calibration import Calibration, load_all
from autograder.bands.design import Design
from autograder.bands.operating import performance, simulate
from autograder.marked import Marked

README = Marked(
    begin="<!-- bands: begin, written by `autograder.bands.describe.refresh` -->",
    end="<!-- bands: end -->",
    page="the README",
    part="the bands' tables",
)

_HEADER = (
    "| metric | runs | mean ± sd | range | lower bound | clearly in, 1 run | clearly out, 1 run | learnt nothing"
    " | Shapiro-Wilk p | published |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
)


def describe(calibrations: Iterable[Calibration]) -> str:
    """A heading, a line of context and a table for each calibration; a sentence where there are none."""
    sections = [_section(item) for item in sorted(calibrations, key=lambda item: (item.assignment, item.name))]
    return "\n\n".join(sections) if sections else "No calibration is stored yet."


def describe_design(design: Design, n: int, shifts: Iterable[int] = range(9)) -> str:
    """Two tables: the lines for calibrations of n runs, and how often work of lower quality fails (about 1 s).

    The simulation has 40,000 draws a line (400,000 for honest work) and a fixed seed; figures are rounded to
    what that many draws determine.
    """
    lines = boundaries(design, n)
    stages = range(1, design.stages + 1)
    tables = [
        "| mean of | " + " | ".join(f"{m} run{'s' if m > 1 else ''}" for m in stages) + " |",
        "| --- |" + " --- |" * design.stages,
        "| chance spent | " + " | ".join(f"{share:.2g}" for share in spent(design)) + " |",
        "| clearly in above | " + " | ".join(f"−{factor:.2f}" for factor in lines.clear) + " |",
        "| clearly out below | " + " | ".join(f"−{factor:.2f}" for factor in lines.fail) + " |",
        "| the same with an infinite calibration | "
        + " | ".join(f"−{factor:.2f}" for factor in nominal_quantiles(design))
        + " |",
        "",
        "| true mean lower by (sd) | fails, mean alone (exact) | runs | fails, whole rule (simulated) | runs |",
        "| --- | --- | --- | --- | --- |",
    ]
    for shift in shifts:
        exact, played = performance(design, n, shift), simulate(design, n, shift, draws=40_000 if shift else 400_000)
        tables.append(
            f"| {shift} | {exact.fail:.5f} | {exact.seeds:.2f} | {_coarse(played.fail)} | {played.seeds:.2f} |"
        )
    return "\n".join(tables)


def refreshed(readme: str, calibrations: Iterable[Calibration]) -> str:
    """The page with the bands' tables written anew; raises UsageError where a mark is missing."""
    return README.rewritten(readme, describe(calibrations))


def refresh(directory: Path) -> bool:
    """Bring `directory`/README.md up to date with the files stored below `directory`; True if it changed."""
    return README.refresh(directory / "README.md", describe(load_all(directory)))


def _section(item: Calibration) -> str:
    budget = item.budget
    limits = ", ".join(
        f"{value:,} {name}"
        for name, value in (
            ("rows", budget.rows),
            ("epochs", budget.epochs),
            ("trials", budget.trials),
            ("candidates", budget.candidates),
        )
        if value is not None
    )
    versions = ", ".join(f"{name} {version}" for name, version in item.versions.items())
    lines = [
        f"### {item.assignment}, data `{item.source}`, budget `{budget.name}`",
        "",
        f"{len(item.runs)} runs ({limits or 'no limits'}), {item.seconds_total / 60:.0f} minutes in all; {versions}.",
        *([f"Repeat it with `{item.command}`."] if item.command else []),
        "",
        *_HEADER,
        *(_row(band, item.published.get(name)) for name, band in item.bands.items()),
    ]
    return "\n".join(lines)


def _row(band: Band, published: float | None) -> str:
    p = band.shape.shapiro_p
    cells = (
        f"`{band.metric}`",
        str(band.n),
        f"{band.mean:.4f} ± {band.sd:.4f}",
        f"{min(band.values):.4f} … {max(band.values):.4f}",
        f"{band.bound:.4f}" + (f" (allows {band.allowance:g})" if band.allowance else ""),
        f"{band.clear[0]:.4f}",
        f"{band.lower[0]:.4f}",
        f"{band.baseline:.4f}",
        "–" if p is None else f"{p:.2f}",
        "–" if published is None else f"{published:.4f} ({_signed(published - band.mean)})",
    )
    return "| " + " | ".join(cells) + " |"


def _coarse(chance: float) -> str:
    if chance < 1e-4:
        return "< 0.0001"
    return f"{chance:.4f}" if chance < 0.001 else f"{chance:.3f}" if chance < 0.1 else f"{chance:.2f}"


def _signed(difference: float) -> str:
    return f"{difference:+.4f}".replace("-", "−")
