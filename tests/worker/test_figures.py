"""Figures are described panel by panel, however a notebook draws them."""

import pytest

from .lab import Lab, failures

pytestmark = pytest.mark.keras

START = "import matplotlib.pyplot as plt\nimport numpy as np"
TWO_PANELS = """
fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3))
left.plot([1, 2, 3], label="train")
left.plot([1, 2, 2], label="val")
left.set_title("loss"); left.set_xlabel("epoch"); left.set_ylabel("loss"); left.legend()
right.plot([0, 1])
plt.show()
"""


def test_figures_are_seen_however_they_are_drawn(lab: Lab) -> None:
    """Shown, not shown, saved only, by pandas, by imshow, or drawn and closed: each counts once, in its cell."""
    evidence = lab.run(
        START,
        TWO_PANELS,
        "plt.plot([1, 2]); plt.title('not shown')",
        "plt.figure(); plt.plot([1]); plt.show(); plt.figure(); plt.plot([2]); plt.show()",
        "plt.plot([3, 4]); plt.savefig('curve.png'); plt.close()",
        "import pandas as pd\npd.DataFrame({'loss': [1, 2], 'val_loss': [2, 3]}).plot(figsize=(8, 5)); plt.grid(True)",
        "plt.imshow(np.zeros((4, 4)), cmap='gray'); plt.colorbar(); plt.show(block=False)",
        "fig = plt.figure()",
        "plt.style.use('ggplot'); plt.subplot(2, 1, 1); plt.plot([1]); plt.subplot(2, 1, 2); plt.plot([2])",
    )
    assert failures(evidence) == []
    by_cell = [figure.cell for figure in evidence.figures]
    assert by_cell == [1, 2, 3, 3, 4, 5, 6, 8]
    left, right = evidence.figures[0].axes
    assert (left.title, left.x_label, left.y_label) == ("loss", "epoch", "loss")
    assert left.line_labels == ("train", "val")
    assert left.line_points == (3, 3)
    assert right.line_labels == ("",)
    assert len(evidence.figures[-1].axes) == 2
    assert evidence.figures[5].axes[0].line_labels == ("loss", "val_loss")
