"""Lists known advisories of the libraries that Millrace ships: those of .ci/advisories.tsv, and those that OSV knows, if it can be asked."""

import argparse
import json
import pathlib
import re
import sys
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).parent
LIBRARY = re.compile(r"^\s+([^:\s]+):([^:\s]+):jar:(?:[^:\s]+:)?([^:\s]+):(?:compile|runtime)\b")
AT_ONCE = 500


def shipped(path):
    """Reads the libraries from what the goal dependency:list writes: (group:artifact, version)."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", path.read_text())
    found = {(f"{m[1]}:{m[2]}", m[3]) for m in map(LIBRARY.match, text.splitlines()) if m}
    return sorted(one for one in found if not one[0].startswith("dev.millrace:"))


def number(version):
    """Makes versions comparable. A part that is no number, as in 4.2.18.Final, counts as nothing."""
    return [int(part) for part in re.findall(r"(?:^|[.-])(\d+)(?=[.-]|$)", version)]


def known(path):
    """Returns the lines of the list, and the ids that are accepted."""
    lines = [line.split("\t") for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return [line for line in lines if line[0] != "accepted"], {line[1] for line in lines if line[0] == "accepted"}


def is_hit(version, first, corrected):
    is_early = first != "-" and number(version) < number(first)
    return not is_early and (corrected == "-" or number(version) < number(corrected))


def of_list(libraries, lines):
    for name, version in libraries:
        for advisory, artifact, first, corrected in lines:
            if artifact == name and is_hit(version, first, corrected):
                yield advisory, name, version, "in none" if corrected == "-" else f"in {corrected}"


def of_osv(libraries, url):
    for start in range(0, len(libraries), AT_ONCE):
        some = libraries[start : start + AT_ONCE]
        queries = [{"package": {"ecosystem": "Maven", "name": name}, "version": version} for name, version in some]
        body = json.dumps({"queries": queries}).encode()
        request = urllib.request.Request(url + "/v1/querybatch", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            results = json.load(answer)["results"]
        for (name, version), result in zip(some, results, strict=True):
            for advisory in result.get("vulns", []):
                yield advisory["id"], name, version, "as OSV says"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--libraries", type=pathlib.Path, default=HERE / "../api/target/libraries.txt")
    parser.add_argument("--list", type=pathlib.Path, default=HERE / "advisories.tsv")
    parser.add_argument("--osv", default="https://api.osv.dev")
    options = parser.parse_args()
    libraries = shipped(options.libraries)
    if not libraries:
        sys.exit(f"{options.libraries} names no library: package api first.")
    lines, accepted = known(options.list)
    hits = list(of_list(libraries, lines))
    asked = "OSV and "
    try:
        hits += of_osv(libraries, options.osv)
    except (OSError, ValueError, KeyError) as e:
        asked = ""
        print(f"OSV could not be asked for advisories, as {options.osv} is not reached from here ({e}).")
    hits = [hit for hit in hits if hit[0] not in accepted]
    for advisory, name, version, corrected in hits:
        print(f"{advisory}: {name} {version} is shipped; corrected {corrected}")
    print(f"{len(libraries)} libraries were held against {asked}{len(lines)} advisories of {options.list.name}: {len(hits)} found.")
    sys.exit(1 if hits else 0)


if __name__ == "__main__":
    main()
