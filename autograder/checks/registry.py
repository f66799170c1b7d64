"""Every kind of check by the name that rubrics use, with the settings it takes."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from autograder.checks.accuracy import AccuracySettings, accuracy
from autograder.checks.best_model import BestSettings, best_model
from autograder.checks.callback import CallbackSettings, callback
from autograder.checks.case import Case
from autograder.checks.cost import CostSettings, cost
from autograder.checks.draws import DrawsSettings, draws
from autograder.checks.figure import FigureSettings, figure
from autograder.checks.function import function
from autograder.checks.function_settings import FunctionSettings
from autograder.checks.grid import GridSettings, grid
from autograder.checks.layers import LayersSettings, layers
from autograder.checks.listed import ListedSettings, listed
from autograder.checks.objective import ObjectiveSettings, objective
from autograder.checks.optimizer import OptimizerSettings, optimizer
from autograder.checks.output import OutputSettings, output
from autograder.checks.overfit import OverfitSettings, overfit
from autograder.checks.preparation import PreparationSettings, preparation
from autograder.checks.retrain import RetrainSettings, retrain
from autograder.checks.saved import SavedSettings, saved
from autograder.checks.search_space import SpaceSettings, search_space
from autograder.checks.settings import Settings
from autograder.checks.tested import TestedSettings, tested
from autograder.checks.trials import TrialsSettings, trials
from autograder.checks.written import WrittenSettings, written
from autograder.model.assignment import CheckSpec
from autograder.model.base import Frozen
from autograder.model.grade import Verdict


class Kind(Frozen):
    """A kind of check: the function that judges and the form of its settings."""

    judge: Callable[[Case, CheckSpec], Verdict]
    settings: type[Settings]


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "preparation": Kind(judge=preparation, settings=PreparationSettings),
        "search-space": Kind(judge=search_space, settings=SpaceSettings),
        "objective": Kind(judge=objective, settings=ObjectiveSettings),
        "trials": Kind(judge=trials, settings=TrialsSettings),
        "callback": Kind(judge=callback, settings=CallbackSettings),
        "best-model": Kind(judge=best_model, settings=BestSettings),
        "tested": Kind(judge=tested, settings=TestedSettings),
        "retrain": Kind(judge=retrain, settings=RetrainSettings),
        "figure": Kind(judge=figure, settings=FigureSettings),
        "function": Kind(judge=function, settings=FunctionSettings),
        "output": Kind(judge=output, settings=OutputSettings),
        "overfit": Kind(judge=overfit, settings=OverfitSettings),
        "draws": Kind(judge=draws, settings=DrawsSettings),
        "layers": Kind(judge=layers, settings=LayersSettings),
        "listed": Kind(judge=listed, settings=ListedSettings),
        "cost": Kind(judge=cost, settings=CostSettings),
        "written": Kind(judge=written, settings=WrittenSettings),
        "grid": Kind(judge=grid, settings=GridSettings),
        "optimizer": Kind(judge=optimizer, settings=OptimizerSettings),
        "saved": Kind(judge=saved, settings=SavedSettings),
        "accuracy": Kind(judge=accuracy, settings=AccuracySettings),
    }
)
