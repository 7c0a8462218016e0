#!/usr/bin/env python3
"""Scores `sitewatch inspect` on saved pages whose dates are known.

usage: score.py [--binary sitewatch] [--least SHARE] FOLDER...
A folder (or its subfolder pages) holds the pages and index.tsv: columns file, kind (list, home, article, else auto),
newest (YYYY-MM-DD, "-" for none) and, if wanted, also_ok (another right answer) and as_of (the day the page was read).
What is wrong is printed.

exact: the date that is given, or none where there is none; precision: exact among the dates given; false_fresh: a
date later by more than a day than the right one, or given where there is none, the error that hides a sleeping site.
With --least the exit code is 1 where less than that share is exact or anything is false_fresh."""
import argparse
import collections
import csv
import datetime
import json
import pathlib
import subprocess
import sys


def readings(binary, folder, rows):
    """One reading for each row; one process for all pages of a kind and day."""
    groups = collections.defaultdict(list)
    for row in rows:
        kind = row["kind"] if row["kind"] in ("list", "home", "article") else "auto"
        groups[kind, row.get("as_of") or ""].append(row["file"])
    answers = {}
    for (kind, as_of), files in groups.items():
        command = [binary, "inspect", "--json", "--kind", kind, *(["--now", as_of] if as_of else [])]
        result = subprocess.run(command + [str(folder / name) for name in files], stdout=subprocess.PIPE, check=True)
        answers.update(zip(files, map(json.loads, result.stdout.splitlines()), strict=True))
    return answers


def score(binary, folder):
    with open(folder / "index.tsv", encoding="utf-8", newline="") as index:
        rows = list(csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE))
    pages = folder / "pages" if (folder / "pages").is_dir() else folder
    answers = readings(binary, pages, rows)
    counts = collections.Counter(pages=len(rows))
    for row in rows:
        newest = answers[row["file"]]["newest"]
        gold = None if row["newest"] == "-" else row["newest"]
        is_right = newest == gold or (newest is not None and newest == row.get("also_ok"))
        counts["exact"] += is_right
        counts["given"] += newest is not None
        counts["given_right"] += is_right and newest is not None
        if is_right:
            continue
        day = datetime.date.fromisoformat
        counts["false_fresh"] += newest is not None and (gold is None or (day(newest) - day(gold)).days > 1)
        print(f"  {row['file']}: {newest or '-'}, should be {gold or '-'}  {answers[row['file']]['notes']}")
    print(f"{folder}: {counts['pages']} pages, exact {counts['exact'] / max(1, counts['pages']):.3f}, precision "
          f"{counts['given_right'] / max(1, counts['given']):.3f}, false_fresh {counts['false_fresh']}")
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="build/release/sitewatch")
    parser.add_argument("--least", type=float, default=0)
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    counts = [score(options.binary, folder) for folder in options.folders]
    is_enough = all(each["exact"] >= options.least * each["pages"] for each in counts)
    return 0 if options.least == 0 or (is_enough and not any(each["false_fresh"] for each in counts)) else 1


if __name__ == "__main__":
    sys.exit(main())
