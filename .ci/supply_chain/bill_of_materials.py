"""Write what the portal is made of, with licences, as CycloneDX and as a list to read.

`build/bill-of-materials.json` is for scanners, `build/licences.md` for people. Packages of requirements/base.txt and of
npm are marked as required, the others, which only tests and CI have, as excluded. Fails if a package that the portal
runs on has no licence, or one that nobody has looked at. Usage: bill_of_materials.py CYCLONEDX-COMMAND PYTHON
"""

import base64
import json
import re
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent.parent
BILL, LIST = ROOT / "build" / "bill-of-materials.json", ROOT / "build" / "licences.md"
# May be used and passed on by a council. LGPL and MPL ask for changes to those packages to be published: we make none.
ALLOWED = {
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD License", "Apache Software License", "CC-BY-4.0", "CC0-1.0", "ISC",
    "LGPL-3.0-only", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)", "OFL-1.1", "PSF-2.0", "Python-2.0",
}  # fmt: skip
# Packages that name no licence in their metadata: what their licence files say.
READ_BY_HAND = {"pyrage": "MIT", "pypdfium2": "Apache-2.0 OR BSD-3-Clause", "axe-playwright-python": "MIT"}


def main(command, python):
    made = subprocess.run(
        [command, "environment", "--output-format", "JSON", "--spec-version", "1.6", python],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    if made.returncode:
        sys.exit(made.stderr)
    bill = json.loads(made.stdout)
    required = locked(ROOT / "requirements" / "base.txt")
    for component in bill["components"]:
        if component["name"] in READ_BY_HAND and not component.get("licenses"):
            component["licenses"] = [{"expression": READ_BY_HAND[component["name"]]}]
        component["scope"] = "required" if normal(component["name"]) in required else "excluded"
    bill["components"] += npm_components(json.loads((ROOT / "package-lock.json").read_text()))
    bill["components"].sort(key=lambda component: component["name"].lower())
    BILL.parent.mkdir(exist_ok=True)
    BILL.write_text(json.dumps(bill, indent=1))
    LIST.write_text(licence_list(bill["components"]))

    runs = [component for component in bill["components"] if component["scope"] == "required"]
    missing = required - {normal(component["name"]) for component in runs}
    faults = [f"{name} is in requirements/base.txt and is not installed" for name in sorted(missing)]
    for component in runs:
        unknown = [licence for licence in licences(component) if licence not in ALLOWED]
        if unknown or not licences(component):
            faults.append(
                f"{component['name']}: {', '.join(unknown) or 'no licence'}: read it, then add it here"
            )
    print(
        f"{len(runs)} packages run, {len(bill['components']) - len(runs)} only test: {BILL.relative_to(ROOT)}"
    )
    if faults:
        sys.exit("\n".join(faults))


def normal(name):
    """Return a package's name as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(path):
    """Return the names of the packages that a lock has for this Python and platform."""
    lines = path.read_text().splitlines()
    pins = [Requirement(line.rstrip(" \\")) for line in lines if re.match(r"[a-z0-9]", line)]
    return {normal(pin.name) for pin in pins if pin.marker is None or pin.marker.evaluate()}


def npm_components(lock):
    """Return what package-lock.json has, as components, with the digests npm checks them against."""
    components = []
    for path, package in lock["packages"].items():
        if path and not package.get("dev"):
            name = path.removeprefix("node_modules/")
            kind, digest = package["integrity"].split("-", 1)
            components.append(
                {
                    "type": "library",
                    "name": name,
                    "version": package["version"],
                    "purl": f"pkg:npm/{name.replace('@', '%40')}@{package['version']}",
                    "licenses": [{"expression": package["license"]}] if "license" in package else [],
                    "hashes": [
                        {"alg": kind.replace("sha", "SHA-"), "content": base64.b64decode(digest).hex()}
                    ],
                    "scope": "required",
                }
            )
    return components


def licences(component):
    """Return the names of a component's licences, without the words that join them."""
    names = []
    for entry in component.get("licenses") or []:
        licence = entry.get("license", {})
        name = entry.get("expression") or licence.get("id") or licence.get("name", "")
        # setuptools' classifiers stand beside the licence itself.
        names += re.split(r" (?:AND|OR|WITH) ", name.removeprefix("License :: OSI Approved :: "))
    return [name for name in names if name]


def licence_list(components):
    """Return the list to read: a table of what the portal runs on, another of what only tests it."""
    parts = ["# What the portal is made of\n\nMade by `make supply-chain` from the locks.\n"]
    for scope, title in (("required", "It runs on"), ("excluded", "Only its tests need")):
        rows = [
            f"| {one['name']} | {one['version']} | {', '.join(dict.fromkeys(licences(one))) or 'none named'} |"
            for one in components
            if one["scope"] == scope
        ]
        parts.append(
            f"## {title}\n\n| Package | Version | Licence |\n|---|---|---|\n" + "\n".join(rows) + "\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    main(*sys.argv[1:])
