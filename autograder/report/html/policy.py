"""What a page may do, as its own Content-Security-Policy: run the scripts that came with the program, and nothing else.

Nothing may be fetched, framed, sent or navigated by a page, and only styles and scripts with these very hashes count.
So text that a student wrote stays text even if some renderer forgot to escape it.
"""

import base64
import hashlib
from collections.abc import Iterable


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """The policy of a page with these inline scripts and styles, exactly as they stand between their tags."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hashes(scripts)}",
            f"style-src {_hashes(styles)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hashes(texts: Iterable[str]) -> str:
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts)
