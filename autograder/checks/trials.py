"""`trials`: how many trials the search asks for, how long each may train, and whether they came to an end."""

from autograder.checks.case import Case
from autograder.checks.locate import Section
from autograder.checks.settings import Bound, Settings
from autograder.checks.verdicts import Fault, both, judged, last_line, missing_search, never_trained
from autograder.model.assignment import CheckSpec
from autograder.model.evidence import Search
from autograder.model.grade import Verdict


class TrialsSettings(Settings):
    """How many trials must be asked for, and how many epochs each."""

    least: int
    epochs: Bound = Bound()


def trials(case: Case, spec: CheckSpec) -> Verdict:
    """Judge what was asked for, and the trials that ran."""
    settings = TrialsSettings.model_validate(spec.settings)
    section = case.section(spec.question)
    search = section.search
    if search is None:
        return missing_search(spec.question)
    if section.all_failed:
        return never_trained(spec.question, search)
    faults = [*_too_few(search, settings.least), *_failed(search), *_too_short(section, search, settings.epochs)]
    asked = search.trials_asked
    right = both(
        f"La búsqueda pide {asked if asked is not None else 'sus'} ensayos y todos los ejecutados terminan.",
        f"The search asks for {asked if asked is not None else 'its'} trials, and all that ran came to an end.",
    )
    return judged(spec.question, faults, right, {"asked": asked, "run": search.trials_run})


def _too_few(search: Search, least: int) -> list[Fault]:
    asked = search.trials_asked
    if asked is None or asked >= least:
        return []
    return [
        Fault(
            cause="too-few-trials",
            cell=search.cell,
            cost=1 - max(0, asked) / least,
            message=both(
                f"La búsqueda pide {asked} ensayos; debían ser {least}.",
                f"The search asks for {asked} trials; {least} were asked for.",
            ),
        )
    ]


def _failed(search: Search) -> list[Fault]:
    failed = [trial for trial in search.trials if trial.status in ("FAILED", "INVALID")]
    if not failed:
        return []
    why = last_line(failed[0].message)
    return [
        Fault(
            cause="trial-failed",
            cell=search.cell,
            cost=len(failed) / len(search.trials),
            message=both(
                f"{len(failed)} de {len(search.trials)} ensayos fallan sin que la búsqueda lo diga: {why}",
                f"{len(failed)} of {len(search.trials)} trials fail and the search does not say so: {why}",
            ),
        )
    ]


def _too_short(section: Section, search: Search, epochs: Bound) -> list[Fault]:
    """Several `fit` of one model count together; Hyperband shares out its epochs itself."""
    if "Hyperband" in (search.tuner, *search.bases):
        return []
    asked: dict[str, int] = {}
    for fit in section.fits:
        if fit.via == "fit":
            asked[fit.model] = asked.get(fit.model, 0) + fit.epochs_asked
    wrong = [count for count in asked.values() if not epochs.holds(count)]
    if not wrong:
        return []
    words = epochs.words()
    return [
        Fault(
            cause="epochs-wrong",
            cell=search.cell,
            cost=0.5,
            message=both(
                f"Cada ensayo entrena {min(wrong)} épocas; se esperaban {words[0]} para que la parada temprana tenga "
                "ocasión de actuar.",
                f"Each trial trains for {min(wrong)} epochs; {words[1]} were expected, so that early stopping has its "
                "chance to act.",
            ),
        )
    ]
