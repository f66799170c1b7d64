"""The sequential judgement of one metric: pass, fail, or one more run."""

import math
from collections.abc import Sequence
from statistics import fmean
from typing import Literal

from scipy.special import stdtr

from autograder.bands.band import Band
from autograder.model.base import Frozen, Text

_ROUNDING = 1e-6
"""Shares computed in float32 may leave [0, 1] by this much."""


class Decision(Frozen):
    """What the runs so far say.

    status                "more": borderline; ask for another run, or, when none is to be had, for a review
    credit                share of the points: 1 unless failed, then from 1 at the band's bound to 0 at the baseline
    chance_of_wrong_fail  chance that honest work fails this judgement, all stages together: the figure that the
                          calibration vouches for with its confidence (`band.risk.bound`)
    p_value               chance that honest work has so low a mean after as many runs (Student's t); None if no runs
    mean                  of the runs used; None if there are none
    seeds_used            runs until the decision; later ones were not looked at
    above                 better than the band: a finding, not a penalty
    """

    status: Literal["pass", "fail", "more"]
    credit: float
    chance_of_wrong_fail: float
    p_value: float | None
    mean: float | None
    seeds_used: int
    above: bool
    reason: Text


def decide(band: Band, values: Sequence[float | None]) -> Decision:
    """Judge a submission by its runs so far, in the order of their seeds.

    Failing takes a mean below the stage's line and, so that nothing rests on a normal law alone, the design's number
    of runs below the lowest reference run, or all of them below a low one; or that every run is grossly low, where one
    run is enough.

    A value is a share in [0, 1]. None means that a run gave no measurement: it says nothing, is left out and another
    run is asked for. NaN, infinity and numbers outside [0, 1] are measurements that no working model gives: they count
    as the baseline. The first stage that decides counts, so giving more values at once changes nothing.
    """
    measured = [_as_share(value, band.baseline) for value in values if value is not None]
    if not band.informative:
        return _decision(band, "pass", measured, _reason_uninformative(band))
    for m in range(1, min(len(measured), band.design.stages) + 1):
        status = _stage(band, measured[:m])
        if status != "more":
            return _decision(band, status, measured[:m], _reason_decided(band, status, measured[:m]))
    return _decision(band, "more", measured, _reason_more(len(values), measured))


def credit(band: Band, mean: float) -> float:
    """Credit of a failed mean: linear from 1 at the band's bound to 0 at the baseline; 1 above, 0 below."""
    if not band.informative:
        return 1.0
    return min(1.0, max(0.0, (mean - band.baseline) / (band.bound - band.baseline)))


def _stage(band: Band, runs: list[float]) -> Literal["pass", "fail", "more"]:
    """The verdict after exactly these runs."""
    m, mean = len(runs), fmean(runs)
    if mean >= band.clear[m - 1]:
        return "pass"
    last = m == band.design.stages
    witnesses = sum(value < band.lowest for value in runs)
    witnessed = witnesses >= band.design.witnesses or (last and max(runs) < band.low)
    if mean < band.lower[m - 1] and (witnessed or max(runs) < band.far_out):
        return "fail"
    return "pass" if last else "more"


def _as_share(value: float, baseline: float) -> float:
    if not math.isfinite(value) or not -_ROUNDING <= value <= 1 + _ROUNDING:
        return baseline
    return min(1.0, max(0.0, value))


def _decision(band: Band, status: Literal["pass", "fail", "more"], runs: list[float], reason: Text) -> Decision:
    mean = fmean(runs) if runs else None
    return Decision(
        status=status,
        credit=credit(band, mean) if status == "fail" and mean is not None else 1.0,
        chance_of_wrong_fail=band.risk.bound,
        p_value=None if mean is None else _p_value(band, mean, len(runs)),
        mean=mean,
        seeds_used=len(runs),
        above=mean is not None and mean > band.upper[min(len(runs), band.design.stages) - 1],
        reason=reason,
    )


def _p_value(band: Band, mean: float, m: int) -> float:
    """Chance of a mean of m runs this low or lower: (x̄ - ȳ)/(s·√(1/m + 1/n)) is Student's t with n - 1 degrees."""
    depth = (mean + band.allowance - band.mean) / (band.spread * math.sqrt(1 / m + 1 / band.n))
    return float(stdtr(band.n - 1, depth))


def _reason_decided(band: Band, status: str, runs: list[float]) -> Text:
    mean, m = fmean(runs), len(runs)
    es_runs, en_runs = _runs(m)
    if status == "pass" and mean < band.bound:
        return Text(
            es=f"exactitud {mean:.4f} ({es_runs}), por debajo de la banda de referencia (desde {band.bound:.4f}), pero"
            " muy pocas ejecuciones quedan por debajo de la peor de referencia: no se descuenta nada",
            en=f"accuracy {mean:.4f} ({en_runs}), below the reference band (from {band.bound:.4f}), but too few runs"
            " lie below the worst reference run: nothing is taken off",
        )
    if status == "pass":
        return Text(
            es=f"exactitud {mean:.4f} ({es_runs}), dentro de la banda de referencia (desde {band.bound:.4f})",
            en=f"accuracy {mean:.4f} ({en_runs}), inside the reference band (from {band.bound:.4f})",
        )
    return Text(
        es=f"exactitud {mean:.4f} ({es_runs}), por debajo de la banda de referencia (desde {band.bound:.4f};"
        f" sin aprender nada: {band.baseline:.4f})",
        en=f"accuracy {mean:.4f} ({en_runs}), below the reference band (from {band.bound:.4f};"
        f" having learnt nothing: {band.baseline:.4f})",
    )


def _reason_more(asked: int, runs: list[float]) -> Text:
    if not runs:
        return Text(es="ninguna ejecución dio una medida", en="no run gave a measurement")
    es_runs, en_runs = _runs(len(runs))
    lost = asked - len(runs)
    es_lost, en_lost = (f"; {lost} sin medida", f"; {lost} without a measurement") if lost else ("", "")
    mean = fmean(runs)
    return Text(
        es=f"exactitud {mean:.4f} ({es_runs}{es_lost}), en el límite de la banda: hace falta otra ejecución",
        en=f"accuracy {mean:.4f} ({en_runs}{en_lost}), at the edge of the band: another run is needed",
    )


def _reason_uninformative(band: Band) -> Text:
    return Text(
        es=f"la banda de referencia de {band.metric} llega hasta lo que se logra sin aprender: no permite juzgar",
        en=f"the reference band of {band.metric} reaches down to what is attained without learning: it cannot judge",
    )


def _runs(m: int) -> tuple[str, str]:
    return ("1 ejecución", "1 run") if m == 1 else (f"media de {m} ejecuciones", f"mean of {m} runs")
