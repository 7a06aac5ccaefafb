"""Ask whether a locked package has a known fault. Usage: advisories.py PIP-AUDIT-COMMAND

Fails on a fault that nobody has decided about in accepted_faults.txt beside this file, and says plainly if no source of
advisories could be asked, which is not the same as none found.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ACCEPTED = Path(__file__).with_name("accepted_faults.txt")
LOCKS = ["base.txt", "dev.txt", "object-store.txt", "supply.txt"]


def main(pip_audit):
    lines = [line for line in ACCEPTED.read_text().splitlines() if line and not line.startswith("#")]
    accepted = {line.split()[0] for line in lines}
    asked, faults = set(), []
    for lock in LOCKS:
        for package in audited(pip_audit, ROOT / "requirements" / lock):
            if "skip_reason" not in package:
                asked.add(package["name"])
            for fault in package.get("vulns", []):
                if not accepted & {fault["id"], *fault["aliases"]}:
                    mended = ", ".join(fault["fix_versions"]) or "no release mends it yet"
                    faults.append(
                        f"{package['name']} {package['version']}: {fault['id']} (mended in: {mended})"
                    )
    if not asked:
        print("No source of advisories answers for our packages on this machine: nothing was checked.")
        return
    print(f"{len(asked)} packages checked, {len(set(faults))} known faults.")
    if faults:
        sys.exit(
            "\n".join(sorted(set(faults)))
            + "\nRun `make lock UPGRADE=--upgrade`, or accept one with its reason in accepted_faults.txt."
        )


def audited(pip_audit, lock):
    """Return pip-audit's entry of each package of a lock, none if no source can be reached."""
    done = subprocess.run(
        [pip_audit, "--requirement", str(lock), "--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"],
        capture_output=True, text=True,
    )  # fmt: skip
    try:
        return json.loads(done.stdout)["dependencies"]
    except ValueError:
        print(f"{lock.name}: {(done.stderr.strip().splitlines() or ['no answer'])[-1]}")
        return []


if __name__ == "__main__":
    main(*sys.argv[1:])
