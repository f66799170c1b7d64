"""The page on security says what the suite tries."""

from . import notebooks, smuggling
from .describe import PAGE, page
from .suite import ATTACKS


def test_the_page_is_up_to_date() -> None:
    """Its tables are those of the suite: `python -m attacks.describe`, in tests/, writes them anew."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_attack_is_on_the_page_once() -> None:
    """Each attack has a line, and there are more than a hundred."""
    names = [attack.id for attack in (*ATTACKS, *notebooks.ATTACKS, *smuggling.ATTACKS)]
    lines = [line.split("`")[1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert len(names) > 100
    assert all(lines.count(name) == 1 for name in names)
