"""Verify a pack that gatepost exported: python verify.py FOLDER. Needs only Python, and
the package "cryptography" for the signatures of the checkpoints."""

import base64
import hashlib
import json
import pathlib
import sys

pack = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
wrong = []
for name, digest in json.loads((pack / "manifest.json").read_text()).items():
    if hashlib.sha256((pack / name).read_bytes()).hexdigest() != digest:
        wrong.append(f"{name} is not the file that was exported")
heads, previous = {}, "0" * 64
for line in (pack / "audit.jsonl").read_text(encoding="utf-8").splitlines():
    row = json.loads(line)
    text = "audit-v1\0" + previous + row["body"]
    if row["previous"] != previous or hashlib.sha256(text.encode()).hexdigest() != row["hash"]:
        wrong.append(f"audit row {row['seq']} was changed or does not follow")
    heads[row["seq"]] = previous = row["hash"]
keys = json.loads((pack / "keys.json").read_text())
for path in sorted((pack / "checkpoints").glob("*.json")):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    point = json.loads(path.read_text())
    signature = base64.b64decode(point.pop("signature"))
    said = json.dumps(point, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    Ed25519PublicKey.from_public_bytes(base64.b64decode(keys[point["key"]])).verify(
        signature, said.encode()
    )  # raises InvalidSignature
    if heads.get(point["seq"]) != point["head"]:
        wrong.append(f"checkpoint {point['seq']} signed another row")
print("\n".join(wrong) or f"Whole: {len(heads)} rows, as sealed and signed.")
sys.exit(bool(wrong))
