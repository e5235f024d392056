"""Write the distinct texts of a calendar's renditions (captions and alt texts) as JSON.

    python bench/rendered.py CALENDAR OUT.json [PATHS...]

These are the words that the gates read, for another reader to be timed on.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

from calendars import NOW

from bot.cache import opened
from bot.desk import Desk
from bot.records import load_records


def main() -> None:
    root, out, *only = sys.argv[1:]
    records = load_records(Path(root))
    state = Path(root) / records.settings.state
    texts: dict[str, None] = {}
    with opened(state) as cache:
        desk = Desk(records, datetime.fromisoformat(NOW), state, cache)
        for sheet in desk.check(only).sheets:
            if not sheet.rendition:
                continue  # the platform cannot carry it: it has no text there
            for part in desk.render(sheet).parts:
                texts[part.text] = None
                texts.update(dict.fromkeys(a.alt for a in part.attachments if a.alt))
    Path(out).write_text(json.dumps(list(texts), ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
