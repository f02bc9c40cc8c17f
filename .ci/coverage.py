"""Prints how much of each package of the main sources the tests of api have run: ./test -Pcoverage counts it.

There is no target: what no test reaches is to be looked at. Code that only runs in processes which tests start shows as not run.
"""

import collections
import csv
import pathlib
import sys

REPORT = pathlib.Path("api/target/site/jacoco/jacoco.csv")

if not REPORT.exists():
    sys.exit(f"{REPORT} is not there: run ./test -Pcoverage first.")
lines = collections.defaultdict(lambda: [0, 0])
branches = collections.defaultdict(lambda: [0, 0])
untouched = []
with REPORT.open() as report:
    for row in csv.DictReader(report):
        package = row["PACKAGE"].removeprefix("dev.millrace").removeprefix(".") or "(root)"
        for counts, kind in ((lines, "LINE"), (branches, "BRANCH")):
            counts[package][0] += int(row[kind + "_COVERED"])
            counts[package][1] += int(row[kind + "_COVERED"]) + int(row[kind + "_MISSED"])
        if int(row["LINE_COVERED"]) == 0 and int(row["LINE_MISSED"]) > 0:
            untouched.append(f"{package}.{row['CLASS']}")


def percent(counts):
    covered, all_of_them = counts
    return f"{covered / all_of_them:7.1%}" if all_of_them else "      -"


print(f"{'package':<24}{'lines':>7}{'run':>8}{'branches':>10}{'run':>8}")
for package in sorted(lines):
    print(f"{package:<24}{lines[package][1]:>7}{percent(lines[package]):>8}{branches[package][1]:>10}{percent(branches[package]):>8}")
everything = [[sum(one[i] for one in counts.values()) for i in (0, 1)] for counts in (lines, branches)]
print(f"{'all':<24}{everything[0][1]:>7}{percent(everything[0]):>8}{everything[1][1]:>10}{percent(everything[1]):>8}")
if untouched:
    print("Never run within the tests' own processes: " + ", ".join(sorted(untouched)))
