"""What can be known of the compose files, the pipeline and the configuration without an engine. Prints each thing that is wrong; ends with 1 if any is."""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path

import yaml

wrong = []


def check(good, text):
    if not good:
        wrong.append(text)


def tracked(*patterns):
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", *patterns], capture_output=True, text=True, check=True).stdout.splitlines()
    return [Path(name) for name in names if Path(name).is_file()]


class Loader(yaml.SafeLoader):
    """Knows the tags of GitLab, and says when a key stands twice: YAML would take the last."""

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value if key.value != "<<"]
        for key in {key for key in keys if keys.count(key) > 1}:
            raise yaml.YAMLError(f"{key} stands twice{node.start_mark}")
        return super().construct_mapping(node, deep)


Loader.add_constructor("!reference", lambda loader, node: loader.construct_sequence(node))


def parsed(path):
    try:
        return yaml.load(path.read_text(), Loader)
    except yaml.YAMLError as error:
        wrong.append(f"{path}: {error}")
        return {}


def syntax():
    for path in tracked("*.yml", "*.yaml"):
        parsed(path)
    for path in tracked("monitoring/*.json"):
        try:
            json.loads(path.read_text())
        except ValueError as error:
            wrong.append(f"{path}: {error}")
    for path in tracked("clickhouse/*.xml"):
        try:
            xml.etree.ElementTree.parse(path)
        except xml.etree.ElementTree.ParseError as error:
            wrong.append(f"{path}: {error}")


def pinned(image):
    """A tag with three numbers or a commit; what the pipeline or the user names is his to pin."""
    return image.startswith("$") or re.match(r"debian:\d+\.\d+-slim$", image) or re.search(r"[:_-]v?\d+\.\d+(\.\d+)+", image) or "@sha256:" in image


def source(entry):
    return entry if isinstance(entry, str) else entry.get("source", "")


def compose(path, stack):
    """Everything that a service refers to is declared and there, and everything that is declared is used."""
    file = parsed(path)
    services = file.get("services", {})
    used = {"secrets": set(), "configs": set(), "volumes": set(), "networks": set()}
    for name, service in services.items():
        where = f"{path}: {name}"
        check(pinned(service.get("image", "")), f"{where}: the image {service.get('image')} is not pinned")
        for kind in ("secrets", "configs"):
            used[kind] |= {source(entry) for entry in service.get(kind, [])}
        used["networks"] |= set(service.get("networks", []))
        for volume in service.get("volumes", []):
            if isinstance(volume, dict):
                check(volume["type"] == "tmpfs", f"{where}: {volume} is written in the short form elsewhere")
            elif volume.startswith("."):
                check(Path(volume.split(":")[0]).exists(), f"{where}: {volume.split(':')[0]} is not there")
                check(not stack, f"{where}: {volume} is on one machine only; use a config")
            else:
                used["volumes"].add(volume.split(":")[0])
        for other in service.get("depends_on", {}):
            check(other in services, f"{where}: depends on {other}, which is no service")
        check(service.get("deploy", {}).get("resources", {}).get("limits", {}).get("memory"), f"{where}: has no limit of memory")
        ports(where, name, service, stack)
        environment(where, name, service)
        if stack:
            in_swarm(where, name, service)
    for kind, names in used.items():
        declared = file.get(kind) or {}
        for name in sorted(names - set(declared)):
            wrong.append(f"{path}: {kind} {name} is used and not declared")
        for name in sorted(set(declared) - names):
            wrong.append(f"{path}: {kind} {name} is declared and not used")
    for name, config in (file.get("configs") or {}).items():
        check(Path(config["file"]).is_file(), f"{path}: config {name}: {config['file']} is not there")
    for name, secret in (file.get("secrets") or {}).items():
        check(secret.get("external") if stack else "file" in secret, f"{path}: secret {name} is neither a file nor made by hand")
    return file


def ports(where, name, service, stack):
    """Nothing but the proxy is published by a stack, and nothing beyond this machine by compose."""
    for port in service.get("ports", []):
        if stack:
            check(name == "proxy", f"{where}: publishes {port}; only the proxy may")
        else:
            check(str(port).startswith("127.0.0.1:"), f"{where}: publishes {port} to others than this machine")
            check(not re.match(r"clickhouse|keeper|chproxy|api|drain|report|kafka", name), f"{where}: publishes {port}; what is behind the proxy stays there")


def environment(where, name, service):
    """A server finds every variable that its configuration names."""
    given = set(service.get("environment") or {})
    files = []
    if name.startswith("clickhouse"):
        files = ["clickhouse/server/users.xml", *Path("clickhouse/server/config.d").iterdir()]
    elif name.startswith("keeper"):
        files = ["clickhouse/keeper/keeper.xml"]
    elif name == "chproxy":
        files = ["chproxy/chproxy.yml"]
    for file in files:
        for variable in set(re.findall(r'from_env="(\w+)"|\$\{(\w+)\}', Path(file).read_text())):
            variable = variable[0] or variable[1]
            check(variable in given or variable + "_FILE" in given, f"{where}: {file} needs {variable}")
    secrets = {entry if isinstance(entry, str) else entry.get("target", entry["source"]) for entry in service.get("secrets", [])}
    for variable, value in (service.get("environment") or {}).items():
        if str(value).startswith("/run/secrets/"):
            check(value[len("/run/secrets/") :] in secrets, f"{where}: {variable} names {value}, and the service has no such secret")


def in_swarm(where, name, service):
    deploy = service.get("deploy", {})
    check(deploy.get("placement", {}).get("constraints"), f"{where}: may run on any machine")
    check(deploy.get("update_config", {}).get("failure_action") == "rollback", f"{where}: is not put back when an update fails")
    check("rollback_config" in deploy, f"{where}: does not say how it is put back")
    # The image of the service brings its own.
    check("healthcheck" in service or name in ("api", "drain", "report"), f"{where}: has no health check")
    check(not {"restart", "depends_on", "security_opt"} & set(service), f"{where}: has a setting that a swarm ignores")


def configs(stack):
    """What compose mounts as a directory, a stack has to name file by file."""
    targets = {entry["target"] for entry in stack["services"]["clickhouse-1-1"]["configs"]}
    for file in Path("clickhouse/server/config.d").iterdir():
        check(f"/etc/clickhouse-server/config.d/{file.name}" in targets, f"docker-compose.prod.yml: clickhouse: {file} is no config of it")


def brokers(one, stack):
    """The brokers are of the version that is tested, the same in both files but for their heap, and what turns them on is asked for."""
    version = re.search(r"<kafka.version>(.+)</kafka.version>", Path("pom.xml").read_text()).group(1)
    for name in ("kafka-1", "kafka-2", "kafka-3"):
        here, there = one["services"][name], stack["services"][name]
        for service in (here, there):
            check(service["image"] == f"apache/kafka:{version}", f"{name}: the image is {service['image']}, and pom.xml has {version}")
        differ = {key for key, _ in set(here["environment"].items()) ^ set(there["environment"].items())}
        check(differ == {"KAFKA_HEAP_OPTS"}, f"{name}: the compose files differ in {', '.join(sorted(differ))}")
    asked = Path("docker-compose.yml").read_text()
    for line in Path("deploy/kafka.env").read_text().splitlines():
        name, _, value = line.partition("=")
        if name == "COMPOSE_PROFILES":
            check(any(value in service.get("profiles", []) for service in one["services"].values()), f"deploy/kafka.env: there is no profile {value}")
        elif value and not line.startswith("#"):
            check("${" + name + ":-" in asked, f"deploy/kafka.env: {name} is not asked for")


def images():
    for path in tracked("*Dockerfile*"):
        for image in re.findall(r"^FROM (\S+)", path.read_text(), re.M):
            check(pinned(image), f"{path}: the image {image} is not pinned")
    for name, job in parsed(Path("gitlab-ci.yml")).items():
        if isinstance(job, dict):
            for image in [job.get("image", "$none"), *job.get("services", [])]:
                image = image["name"] if isinstance(image, dict) else image
                check(pinned(image), f"gitlab-ci.yml: {name}: the image {image} is not pinned")
            for command in job.get("script", []):
                script = command.split()[0]
                check(Path(script).is_file() or script == "echo", f"gitlab-ci.yml: {name}: {script} is not there")


def alerts():
    """Each alert is explained and tested, and it and the dashboard ask for metrics of ours that are described."""
    described = "".join(path.read_text() for path in tracked("docs/*.md"))
    tested = Path("monitoring/alerts_test.yml").read_text()
    operations = Path("docs/operations.md").read_text()
    asked = Path("monitoring/grafana/millrace.json").read_text()
    for group in parsed(Path("monitoring/alerts.yml")).get("groups", []):
        for rule in group["rules"]:
            name = rule["alert"]
            asked += rule["expr"]
            check(f"\n### {name}\n" in operations, f"docs/operations.md: has no entry {name}")
            check(rule["annotations"]["runbook_url"] == f"docs/operations.md#{name.lower()}", f"alerts.yml: {name} leads elsewhere")
            for outcome in ("is raised", "is not"):
                check(f"name: {name} {outcome}" in tested, f"alerts_test.yml: {name} {outcome}: no such test")
    for metric in sorted(set(re.findall(r"millrace_\w+", asked))):
        name = re.sub(r"_(sum|count|bucket)$", "", metric)
        check(f"`{name}" in described, f"{metric} is asked for and described nowhere in docs")


def passwords():
    """A secret in a file is known to everybody who can read it, for ever."""
    forms = [
        r"<password>[^<]+</password>",
        r"(?i)^\s*[\"']?\w*(password|secret|token|key)[\"']?\s*[:=]\s*[\"']?(?![\"'\s]*(\$|\{|/|\.|$))[A-Za-z0-9+/_-]{8,}[\"']?\s*,?$",
        r"-----BEGIN [A-Z ]*PRIVATE KEY",
        r"://[^/\s:@$\"']+:[^/\s@$\"'{]+@",
    ]
    for path in tracked("*.yml", "*.xml", "*.cfg", "*.env", "*.options", "*.conf", "*.ini", "*Dockerfile*", ".ci", "scripts", "deploy"):
        if path.name != "files.py":
            for number, line in enumerate(path.read_text().splitlines(), 1):
                check(not any(re.search(form, line) for form in forms), f"{path}:{number}: looks like a secret")


syntax()
if not wrong:
    one, stack = compose(Path("docker-compose.yml"), False), compose(Path("docker-compose.prod.yml"), True)
    configs(stack)
    brokers(one, stack)
    images()
    alerts()
    passwords()
print("\n".join(wrong) or "Files: everything that they refer to is there.")
sys.exit(bool(wrong))
