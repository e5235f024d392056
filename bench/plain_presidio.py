"""Presidio as it comes, with the same spaCy model, over a JSON list of texts.

    python bench/plain_presidio.py TEXTS.json

Prints {"texts", "found", "load", "read"}: how many texts and hits, and CPU seconds.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path

import presidio_analyzer
import tldextract
import yaml

# Presidio's URL recogniser would fetch a list of domains; nothing here goes to a network.
tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())

from presidio_analyzer import AnalyzerEngine  # noqa: E402
from presidio_analyzer.nlp_engine import NlpEngineProvider  # noqa: E402

from bot.phi.weights import find_model  # noqa: E402


def main() -> None:
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    texts = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    default = Path(presidio_analyzer.__file__).parent / "conf" / "default.yaml"
    settings = yaml.safe_load(default.read_text("utf-8"))
    settings["models"] = [{"lang_code": "en", "model_name": str(find_model(""))}]
    provider = NlpEngineProvider(nlp_configuration=settings)
    analyzer = AnalyzerEngine(nlp_engine=provider.create_engine())
    loaded = time.process_time()
    found = sum(len(analyzer.analyze(text, "en")) for text in texts)
    read = time.process_time() - loaded
    print(json.dumps({"texts": len(texts), "found": found, "load": loaded, "read": read}))


if __name__ == "__main__":
    main()
