"""What a cell prints is kept as a reader would see it."""

from hypothesis import given
from hypothesis import strategies as st

from autograder.worker.output import CellOutput, steady


def test_a_progress_bar_is_its_last_state() -> None:
    """Carriage returns start the line anew; backspaces of Keras' bar leave nothing behind."""
    output = CellOutput()
    for step in range(1000):
        output.write("\b" * 20 + f"\r{step}/999")
    output.write("\nafter\n")
    assert output.getvalue() == "999/999\nafter\n"


def test_a_return_at_the_end_of_a_line_keeps_the_line() -> None:
    """Windows line ends are line ends."""
    output = CellOutput()
    output.write("one\r\ntwo")
    assert output.getvalue() == "one\ntwo"


def test_a_flood_keeps_both_ends() -> None:
    """The middle goes, the beginning and the end stay."""
    output = CellOutput()
    for line in range(100_000):
        output.write(f"line {line}\n")
    text = output.getvalue()
    assert text.startswith("line 0\nline 1\n")
    assert text.endswith("line 99999\n")
    assert "[…]" in text
    assert len(text) < 25_000


def test_what_differs_between_equal_runs_is_left_out() -> None:
    """Addresses and measured times; the figures that count stay."""
    bar = "\x1b[1m8/8\x1b[0m \x1b[32m━━━━\x1b[0m\x1b[37m\x1b[0m \x1b[1m2s\x1b[0m 13ms/step - loss: 1.7123"
    assert steady(bar) == "8/8 ━━━━ … …/step - loss: 1.7123"
    assert steady("<History at 0x7f2c966e2950>") == "<History at 0x…>"
    assert steady("Trial 3 Complete [00h 00m 07s]\nval_accuracy: 0.81") == "Trial 3 Complete […]\nval_accuracy: 0.81"
    assert steady("Wall time: 18.6 us\n3 s") == "Wall time: …\n3 s"


@given(st.lists(st.text(alphabet="ab\n\r\b", max_size=50), max_size=50))
def test_any_writing_says_all_was_written_and_stays_small(parts: list[str]) -> None:
    """Whatever is written in whatever pieces, the stream takes it."""
    output = CellOutput()
    assert [output.write(part) for part in parts] == [len(part) for part in parts]
    assert len(output.getvalue()) < 25_000
