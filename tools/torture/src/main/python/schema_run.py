"""Lets schemathesis make requests from the OpenAPI description of a running service: URL EXAMPLES WORKERS SEED.

Each worker is a process: threads of one would share one core.
"""

import json
import os
import subprocess
import sys
import urllib.request

import yaml

# Answers that the introduction of the description gives to any request; tools have to see them at each route.
GENERAL = dict.fromkeys(["400", "403", "404", "405", "406", "413", "415", "422"], "Problem")
GENERAL |= {"401": "Unauthorized", "429": "TooMuch", "503": "Busy"}
CHECKS = "status_code_conformance,content_type_conformance,response_schema_conformance"

url, examples, workers, seed = sys.argv[1:]
with urllib.request.urlopen(url + "/openapi") as answer:
    description = yaml.safe_load(answer)
operations = [operation for methods in description["paths"].values() for operation in methods.values()]
for operation in operations:
    for status, name in GENERAL.items():
        operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{name}"})
with open("openapi.json", "w") as file:
    json.dump(description, file, default=str)
# Routes without parameters have few different requests, so the others make more.
each = -(-int(examples) * 7 // (5 * len(operations) * int(workers)))
# 503 is a good answer where there is no room: "not_a_server_error" is left out, and every other 5xx is undocumented.
command = [
    os.path.join(os.path.dirname(sys.executable), "st"), "run", "openapi.json", "--url", url, "--no-color",
    "--header", "Authorization: Bearer " + os.environ["MILLRACE_KEY"],
    "--phases", "fuzzing", "--checks", CHECKS, "--max-examples", str(each),
    "--request-timeout", "30", "--continue-on-failure", "--no-shrink",
    "--suppress-health-check", "all", "--generation-database", "none", "--warnings", "off",
]  # fmt: skip
runs = [subprocess.Popen([*command, "--seed", str(int(seed) + worker)]) for worker in range(int(workers))]
codes = [run.wait() for run in runs]
sys.exit(1 if any(codes) else 0)
