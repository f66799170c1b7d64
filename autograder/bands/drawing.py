"""A band drawn from the reference's runs. Judging reads bands: it does without this, which needs much of SciPy."""

from collections.abc import Sequence
from statistics import fmean, stdev

from autograder.bands.band import Band, Spread
from autograder.bands.boundaries import boundaries
from autograder.bands.design import Design, Risk
from autograder.bands.operating import honest_risk
from autograder.bands.tolerance import order_content, shapiro_p, skewness, spread_floor, two_sided_factor


def make_band(
    metric: str,
    seeds: Sequence[int],
    values: Sequence[float],
    *,
    n_holdout: int,
    baseline: float,
    allowance: float = 0.0,
    design: Design | None = None,
) -> Band:
    """Draw the band of a metric from one value per seed.

    The upper lines use the exact two-sided factor with content 1 - chance, so that honest work is called suspiciously
    good at one run as rarely as it is failed. Derived figures are rounded to ten significant digits, far below one
    row, so that a calibration repeated elsewhere gives the same file. Raises ValueError where the values make no band.
    """
    design = design or Design()
    n, mean, sd = len(values), fmean(values), stdev(values)
    spread = max(sd, spread_floor(n_holdout))
    lines = boundaries(design, n)
    upper = [
        two_sided_factor(n, 1 - design.chance, design.confidence, m) * spread + mean
        for m in range(1, design.stages + 1)
    ]
    risk = honest_risk(design, n)
    p, skew = shapiro_p(values), skewness(values)
    return Band(
        metric=metric,
        n=n,
        mean=rounded(mean),
        sd=rounded(sd),
        spread=rounded(spread),
        allowance=allowance,
        lower=tuple(rounded(mean - allowance - factor * spread) for factor in lines.fail),
        clear=tuple(rounded(mean - allowance - factor * spread) for factor in lines.clear),
        upper=tuple(rounded(value) for value in upper),
        baseline=rounded(baseline),
        n_holdout=n_holdout,
        design=design,
        risk=Risk(**{name: rounded(value, 6) for name, value in risk.model_dump().items()}),
        shape=Spread(
            shapiro_p=None if p is None else rounded(p, 6),
            skewness=None if skew is None else rounded(skew, 6),
            order_content=rounded(order_content(n, design.confidence), 6),
        ),
        seeds=tuple(seeds),
        values=tuple(rounded(value) for value in values),
    )


def rounded(value: float, digits: int = 10) -> float:
    """`value` to this many significant digits, so that files do not differ in the last bits of a library."""
    return float(f"{value:.{digits}g}")
