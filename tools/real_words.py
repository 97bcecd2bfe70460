"""Lists the English words that one slip would take for a keyword of the screen.

    python -m tools.real_words

Writes src/tandem/resources/phrases/real_words.txt from the words that the shipped embedder knows
(its vocabulary, build artefact), so that "parson" is not read as "person". Run it after changing
the keywords of `[spelling]` in en.toml.
"""

import json
import sys

from tandem import app
from tandem.core.turn import phrases
from tandem.core.turn.slips import Slips


def main() -> None:
    """Write the list."""
    table = json.loads(app.resource("minilm", "tokenizer.json").read_text("utf-8"))
    known = {word for word in table["model"]["vocab"] if word.isascii() and word.isalpha()}
    slips = Slips(phrases.KEYWORDS, ())
    kept = sorted(word for word in known if slips.meant(word))
    path = app.resource("phrases", "real_words.txt")
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(kept)} words\n")


if __name__ == "__main__":
    main()
