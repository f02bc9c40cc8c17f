"""Checks the Markdown of the repository: links lead somewhere, lines are short, and all of it is not too much to read."""

import pathlib
import re
import subprocess
import sys

MAX_WORDS = 28_000
MAX_LINE = 120

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
problems = []


def anchors(text):
    """The names of a page's headings, as GitHub makes them; of equal ones the second ends with -1."""
    found = {}
    for line in without_code(text):
        heading = re.match(r"#+ (.*)", line)
        if heading:
            plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading.group(1)).strip().lower()
            name = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
            found[name] = found.get(name, -1) + 1
    return {name if i == 0 else f"{name}-{i}" for name, count in found.items() for i in range(count + 1)}


def without_code(text):
    is_code = False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            is_code = not is_code
        elif not is_code and not line.startswith("    "):
            yield line


def check_link(page, link):
    if re.match(r"[a-z]+:", link):
        return
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page.resolve()
    if not target.exists():
        problems.append(f"{page}: {link} leads nowhere")
    elif anchor and target.suffix == ".md" and anchor not in anchors(target.read_text()):
        problems.append(f"{page}: {link}: there is no such heading")


pages = [pathlib.Path(name) for name in subprocess.check_output(["git", "ls-files", "*.md"], text=True).split("\n") if name]
words = 0
for page in pages:
    text = page.read_text()
    words += len(text.split())
    for line in without_code(text):
        for link in LINK.findall(line):
            check_link(page, link)
        # A row of a table cannot be broken, nor can a link.
        if len(line) > MAX_LINE and " |" not in line and "](" not in line:
            problems.append(f"{page}: a line of {len(line)} characters, {MAX_LINE} at most: {line[:60]}...")
if words > MAX_WORDS:
    problems.append(f"The Markdown has {words} words, {MAX_WORDS} at most: say each thing once.")
if problems:
    sys.exit("\n".join(problems))
print(f"{len(pages)} pages, {words} words")
