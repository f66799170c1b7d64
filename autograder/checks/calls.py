"""The calls of a student's functions that a rubric asks for: which inputs, and what each decides."""

from autograder.checks.function_settings import Function, FunctionCase, FunctionSettings
from autograder.checks.inputs import on_the_wire
from autograder.model.assignment import Assignment, CheckSpec
from autograder.model.base import Frozen
from autograder.model.job import Call


class Item(Frozen):
    """One call: its id, the name of its stream of draws, and the share of the check's points that it decides."""

    id: str
    stream: str
    function: Function
    case: FunctionCase
    share: float


def calls_for(assignment: Assignment, seed: int) -> tuple[Call, ...]:
    """What the sandbox must call for an assignment's rubric in the run of this seed."""
    calls = []
    for spec in assignment.checks:
        if spec.kind == "function":
            for item in items_of(assignment, spec, seed):
                args, kwargs = item.case.drawn(item.stream)
                calls.append(
                    Call(
                        id=item.id,
                        names=item.function.names,
                        args=tuple(map(on_the_wire, args)),
                        kwargs={name: on_the_wire(value) for name, value in kwargs.items()},
                        drive=item.function.drive,
                        seconds=item.function.seconds,
                    )
                )
    return tuple(calls)


def items_of(assignment: Assignment, spec: CheckSpec, seed: int) -> tuple[Item, ...]:
    """Every call of one line of the rubric; the shares add up to 1."""
    functions = FunctionSettings.model_validate(spec.settings).all_functions()
    whole = sum(function.share for function in functions)
    items: list[Item] = []
    for function in functions:
        parts = sum(case.share for case in function.cases)
        for case in function.cases:
            identifier = f"{spec.id}#{len(items)}"
            items.append(
                Item(
                    id=identifier,
                    stream=f"{assignment.id}|{seed}|{identifier}",
                    function=function,
                    case=case,
                    share=function.share / whole * case.share / parts,
                )
            )
    return tuple(items)
