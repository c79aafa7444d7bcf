"""Check a Commonward ledger with this file and Python's standard library alone; docs/ledger.md explains the format.

Usage: python verify_ledger.py LEDGER HEADS [KEY ...]     (exit code 0: all holds; 1: a flaw; 2: nothing was checked)
LEDGER: an export, or the SQLite file. HEADS: the folder of signed heads. KEY: the public keys that you were given,
64 hexadecimal digits each; without any, those in HEADS are believed, which proves less."""

import json
import sqlite3
import sys
from hashlib import sha256, sha512
from pathlib import Path

# Ed25519 (RFC 8032, 5.1), only to verify.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, BASE = -121665 * pow(121666, -1, P) % P, bytes.fromhex("58" + 31 * "66")


def add(p, q):
    k = D * p[0] * q[0] * p[1] * q[1] % P
    inverse = pow(1 - k * k, -1, P)
    return (p[0] * q[1] + p[1] * q[0]) * (1 - k) * inverse % P, (p[1] * q[1] + p[0] * q[0]) * (1 + k) * inverse % P


def times(n, p):
    half = times(n // 2, add(p, p)) if n > 1 else (0, 1)
    return add(half, p) if n % 2 else half


def point(data):
    y = int.from_bytes(data, "little") % 2**255
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    x = x if x * x % P == xx else x * pow(2, (P - 1) // 4, P) % P
    if len(data) != 32 or y >= P or x * x % P != xx:
        raise ValueError("no point of the curve")
    return x if x % 2 == data[31] >> 7 else P - x, y


def is_signed(key, message, signature):
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    k = int.from_bytes(sha512(r + key + message).digest(), "little") % ORDER
    a, b = times(s, point(BASE)), add(point(r), times(k, point(key)))
    return a == b and s < ORDER and len(signature) == 64


def read(line):
    try:
        return dict(json.loads(line))
    except (ValueError, TypeError):
        return {}  # whatever was there, its hash or signature will not fit


def canonical(fields, without):  # what is hashed or signed: one line of JSON, keys sorted, no spaces, ASCII
    return json.dumps({n: fields[n] for n in fields if n != without}, sort_keys=True, separators=(",", ":")).encode()


def entries(path):
    if path.open("rb").read(15) == b"SQLite format 3":
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        database.row_factory = sqlite3.Row
        for row in database.execute("SELECT * FROM kernel_entry ORDER BY sequence"):
            day, _, fraction = str(row["at"]).replace(" ", "T").partition(".")
            yield {**row, "at": f"{day}.{fraction:0<6}Z", "detail": read(row["detail"])}
    else:
        yield from map(read, path.open())


def flaws(ledger, folder, given):
    keys = [bytes.fromhex(key) for key in given or map(Path.read_text, folder.glob("k*.pub"))]
    heads = [read(line) for file in sorted(folder.glob("heads-*.jsonl")) for line in file.open()]
    signed, last, previous = {head.get("sequence"): None for head in heads}, 0, "0" * 64
    for entry in entries(ledger):
        number = entry.get("sequence")
        if sha256(canonical(entry, "hash")).hexdigest() != entry.get("hash"):
            yield f"Entry {number} was changed, or given another number: its content does not give its hash."
        if (number, entry.get("previous")) != (last + 1, previous):
            yield f"Entry {number} does not follow entry {last}: one was changed, removed, inserted or reordered."
        last, previous = number if isinstance(number, int) else last + 1, entry.get("hash")
        signed.update({number: previous} if number in signed else {})
    for head in heads:
        try:
            fits = any(is_signed(key, canonical(head, "signature"), bytes.fromhex(head["signature"])) for key in keys)
        except (KeyError, ValueError, TypeError):
            fits = False
        if not fits or head.get("format") != "commonward-ledger-head-1":
            yield f"The head for entry {head.get('sequence')} has a wrong signature, or its key is not one of yours."
        elif signed[head["sequence"]] != head["hash"]:
            yield f"Entry {head['sequence']} (of {last}) is gone, or is not the one that was signed on {head['at']}."
    if last and not heads:
        yield f"There is no signed head in {folder}: nothing outside says that this chain is the true one."


if __name__ == "__main__":
    try:
        found = list(flaws(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
    except (IndexError, OSError, ValueError, TypeError, sqlite3.Error) as error:
        print(f"{__doc__}\nNothing could be checked: {error}", file=sys.stderr)
        sys.exit(2)
    print("\n".join(found) or "Everything holds.")
    sys.exit(1 if found else 0)
