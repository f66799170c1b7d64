"""`preparation`: scale, split, leaks."""

import pytest

from autograder.model.evidence import Evidence, Layer, Rows

from .build import (
    BOTH,
    TEST,
    TRAIN,
    VALIDATION,
    causes,
    early_stopping,
    edit,
    evaluation,
    honest,
    judge,
    plus,
    search_a,
    without,
)


def searched(rows: Rows | None = None, validation: Rows | None = None, **changes: object) -> Evidence:
    """The honest run with other rows in all trainings of its searches."""
    changes |= {"rows": rows or TRAIN, "validation": validation or VALIDATION}
    return edit(honest(), "fits", lambda item: item.search is not None, **changes)


def rows(base: Rows, asked: int, **more: object) -> Rows:
    """Rows of a base in another number."""
    pool = next(iter(base.asked_pools))
    return base.model_copy(update={"asked": asked, "asked_pools": {pool: asked}, **more})


def scaled(high: float, mean: float, kind: str = "Sequential", *layers: Layer) -> Evidence:
    """The honest run with pixels of another size."""
    changed = TRAIN.model_copy(update={"high": high, "mean": mean})
    return edit(searched(changed), "models", lambda item: True, kind=kind, layers=layers)


def layer(kind: str, **config: float) -> Layer:
    """A layer without parameters."""
    return Layer(name="x", kind=kind, config=dict(config), parameters=0)


@pytest.mark.parametrize(
    ("train", "validation"),
    [(50_000, 10_000), (48_000, 12_000), (54_000, 6_000), (45_000, 15_000), (57_000, 3_000), (40_000, 20_000)],
)
def test_any_sensible_split_passes(train: int, validation: int) -> None:
    """validation_split and train_test_split cut elsewhere than the exercise does."""
    assert judge("a.data", searched(rows(TRAIN, train), rows(VALIDATION, validation))).verdict == "pass"


@pytest.mark.parametrize(
    ("train", "validation"), [(10_000, 50_000), (1_000, 10_000), (59_000, 1_000), (60_000, 10_000), (50_000, 500)]
)
def test_a_wrong_split_costs_half(train: int, validation: int) -> None:
    """A lost minus sign, a search on few rows, or hardly any validation."""
    verdict = judge("a.data", searched(rows(TRAIN, train), rows(VALIDATION, validation)))
    assert (verdict.verdict, verdict.credit, causes(verdict)) == ("partial", 0.5, ["split-wrong"])


def test_a_search_without_validation_is_told_so() -> None:
    """Nothing to choose by."""
    run = edit(honest(), "fits", lambda item: item.search is not None, validation=None)
    assert judge("a.data", run).message.en == "The search has no validation data."


@pytest.mark.parametrize(("high", "mean"), [(1.0, 0.28), (9.1, 0.0), (120.0, 0.0), (0.11, 0.03), (1.0, -0.2)])
def test_scaled_pixels_pass_however_they_were_scaled(high: float, mean: float) -> None:
    """Divided by 255, standardised (rare pixels reach high), of unit length, from -1 to 1."""
    assert judge("a.data", scaled(high, mean)).verdict == "pass"


@pytest.mark.parametrize("kind", ["Rescaling", "Normalization", "BatchNormalization", "Lambda"])
def test_a_model_may_scale_by_itself(kind: str) -> None:
    """Raw pixels into a layer that scales are scaled."""
    assert (
        judge("a.data", scaled(255, 73, "Sequential", layer("Flatten"), layer(kind, scale=1 / 255))).verdict == "pass"
    )


def test_raw_pixels_are_not_normalised() -> None:
    """0 to 255 into a Dense layer costs half."""
    verdict = judge("a.data", scaled(255, 73))
    assert (verdict.credit, causes(verdict)) == (0.5, ["not-normalised"])


def test_raw_pixels_into_a_functional_model_are_left_to_a_person() -> None:
    """`inputs / 255` between layers leaves no layer behind."""
    assert judge("a.data", scaled(255, 73, "Functional")).verdict == "undetermined"


@pytest.mark.parametrize(
    "run", [scaled(0.0039, 0.001), scaled(1.0, 0.28, "Sequential", layer("Rescaling", scale=1 / 255))]
)
def test_dividing_twice_is_found(run: Evidence) -> None:
    """By hand, or by hand and by a layer."""
    assert causes(judge("a.data", run)) == ["normalised-twice"]


@pytest.mark.parametrize(
    ("run", "cause"),
    [
        (searched(validation=TEST), "test-as-validation"),
        (searched(TRAIN.model_copy(update={"asked_pools": {"train": 49_000, "test": 1_000}})), "test-leak"),
        (searched(shared_rows=40), "validation-leak"),
        (searched(TRAIN.model_copy(update={"labels_right": 10, "labels_wrong": 86})), "labels-misaligned"),
    ],
)
def test_a_leak_costs_everything(run: Evidence, cause: str) -> None:
    """What the test set or the wrong labels touched measures nothing."""
    verdict = judge("a.data", run)
    assert (verdict.verdict, verdict.credit, causes(verdict)) == ("fail", 0.0, [cause])


def test_a_few_rows_taken_for_others_are_no_leak() -> None:
    """Rows are recognised by content: one in some thousands may be mistaken."""
    stray = TRAIN.model_copy(
        update={"asked_pools": {"train": 49_990, "test": 10}, "labels_right": 995, "labels_wrong": 5}
    )
    assert judge("a.data", searched(stray)).verdict == "pass"


def test_training_the_final_model_on_test_rows_is_a_leak() -> None:
    """The final training may show the test set's curves but not learn from them."""
    everything = BOTH.model_copy(update={"asked": 70_000, "asked_pools": {"train": 60_000, "test": 10_000}})
    assert causes(judge("a.data", edit(honest(), "fits", "fit-30", rows=everything))) == ["test-leak"]


def test_stopping_the_final_training_by_the_test_set_is_choosing_by_it() -> None:
    """The curves of validation_data=(x_test, y_test) are for looking; listening to the training's own loss is fine."""
    listening = edit(honest(), "fits", "fit-30", callbacks=(early_stopping(),))
    assert (judge("a.data", listening).credit, causes(judge("a.data", listening))) == (0.5, ["test-as-validation"])
    harmless = edit(honest(), "fits", "fit-30", callbacks=(early_stopping(monitor="loss"),))
    assert judge("a.data", harmless).verdict == "pass"


def test_several_mistakes_add_up_to_nothing_left() -> None:
    """Each is named once, though both searches make it."""
    verdict = judge("a.data", searched(rows(TRAIN, 10_000, high=255.0, mean=73.0), rows(VALIDATION, 50_000)))
    assert verdict.credit == 0.0
    assert causes(verdict) == ["not-normalised", "split-wrong"]


def test_rows_that_are_not_recognised_are_left_to_a_person() -> None:
    """In all searches or in one of them; what the other one shows still counts."""
    unknown = Rows(dataset=None, asked=0, kept=0)
    assert judge("a.data", searched(unknown)).verdict == "undetermined"
    one = edit(honest(), "fits", lambda item: item.search == "search-110", rows=unknown)
    assert judge("a.data", one).verdict == "undetermined"
    also_wrong = edit(one, "fits", lambda item: item.search == "search-10", validation=TEST)
    assert judge("a.data", also_wrong).verdict == "fail"


def test_a_search_that_never_trained_by_fit() -> None:
    """A loop of one's own is left to a person; trials that all failed are the student's own."""
    bare = without(honest(), "fits", "fit-30", "fit-130")
    bare = bare.model_copy(update={"fits": ()})
    assert judge("a.data", bare).verdict == "undetermined"
    failed = tuple(item.model_copy(update={"status": "FAILED"}) for item in search_a().trials)
    verdict = judge("a.data", edit(bare, "searches", lambda item: True, trials=failed))
    assert (verdict.verdict, causes(verdict)) == ("fail", ["trial-failed"])


@pytest.mark.parametrize(
    ("high", "cause"), [(255.0, "not-normalised"), (1 / 255, "normalised-twice"), (9.1, None), (0.5, None)]
)
def test_the_test_set_is_scaled_like_the_training_data(high: float, cause: str | None) -> None:
    """Forgotten, or once too often; another preparation of the same size is fine."""
    run = edit(honest(), "evaluations", lambda item: True, rows=TEST.model_copy(update={"high": high}))
    assert causes(judge("a.data", run)) == ([] if cause is None else [cause])


def test_one_measurement_at_the_right_scale_is_enough() -> None:
    """Whoever noticed and measured again."""
    run = edit(honest(), "evaluations", "evaluation-31", rows=TEST.model_copy(update={"high": 255.0}))
    assert causes(judge("a.data", run)) == ["not-normalised"]
    again = plus(run, "evaluations", evaluation(40, next(e.model for e in run.evaluations if e.id == "evaluation-31")))
    assert causes(judge("a.data", again)) == []


@pytest.mark.parametrize(
    ("scale", "found"),
    [(1 / 255, []), (1 / 127.5, []), (1.0, ["not-normalised"]), (1 / 255**2, ["normalised-twice"])],
)
def test_a_rescaling_layer_must_rescale(scale: float, found: list[str]) -> None:
    """Raw pixels in, whichever scale the layer has."""
    run = edit(scaled(255.0, 73.0, "Sequential", layer("Rescaling", scale=scale)), "fits", lambda item: True)
    run = edit(run, "fits", lambda item: True, rows=TRAIN.model_copy(update={"high": 255.0, "mean": 73.0}))
    run = edit(run, "evaluations", lambda item: True, rows=TEST.model_copy(update={"high": 255.0, "mean": 73.0}))
    assert [name for name in causes(judge("a.data", run, raw=True)) if "normalised" in name] == found


def test_statistics_of_test_rows_cost_half() -> None:
    """A mean and deviation that were taken of the test images as well."""
    run = edit(honest(), "fits", lambda item: True, statistics={"train": 60_000, "test": 10_000})
    verdict = judge("a.data", run)
    assert (verdict.credit, causes(verdict)) == (0.5, ["statistics-leak"])
