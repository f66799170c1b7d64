"""The text that a student's own run left below a cell."""

from autograder.intake.outputs import stored_text


def test_text_of_every_kind_of_output() -> None:
    """Printed text, results and errors are kept in order; warnings and images are not."""
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": ["uno\n", "dos\n"]},
        {"output_type": "stream", "name": "stderr", "text": "warning"},
        {"output_type": "execute_result", "data": {"text/plain": "0.89", "text/html": "<b>"}},
        {"output_type": "display_data", "data": {"image/png": "AAAA"}},
        {"output_type": "error", "ename": "ValueError", "evalue": "bad", "traceback": []},
    ]
    assert stored_text(outputs, 1000) == ("uno\ndos\n0.89\nValueError: bad", False)


def test_strange_outputs_are_empty() -> None:
    """Outputs of no known shape are no text."""
    assert stored_text({"a": 1}, 100) == ("", False)
    assert stored_text([3, {}, {"output_type": "stream", "text": 7}], 100) == ("", False)


def test_the_end_of_a_long_log_is_kept() -> None:
    """Both ends stay, since results stand at the end; the limit holds."""
    text, cut = stored_text([{"output_type": "stream", "text": "x" * 500 + "accuracy 0.9"}], 100)
    assert cut
    assert len(text) <= 100
    assert text.endswith("accuracy 0.9")
