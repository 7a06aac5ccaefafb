"""Run the commands of README's first code block in a clean clone, as a stranger would.

`make run` is started, every address of its sitemap is read, and it is started a second time, which must keep the
data and be quick. Every other command must end well. Usage: readme_commands.py FOLDER
"""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

PORT = "8765"
ADDRESS = f"http://localhost:{PORT}"
FIRST_START_SECONDS = 600
SECOND_START_SECONDS = 60


def main(clone):
    readme = (clone / "README.md").read_text()
    commands = re.search(r"```sh\n(.*?)```", readme, re.DOTALL).group(1).splitlines()
    commands = [line.split("#")[0].strip() for line in commands if line.startswith("make ")]
    assert {"make run", "make test"} <= set(commands), commands
    for command in commands:
        if command == "make run":
            pages = serve(clone, FIRST_START_SECONDS)
            assert serve(clone, SECOND_START_SECONDS) == pages, (
                "the second run has other pages than the first"
            )
        else:
            subprocess.run(command.split(), cwd=clone, check=True)


def serve(clone, patience):
    """Run `make run`, read every page of the sitemap, stop the server; return the addresses read."""
    started = time.monotonic()
    server = subprocess.Popen(["make", "run", f"PORT={PORT}"], cwd=clone, start_new_session=True)
    try:
        while True:
            try:
                urlopen(ADDRESS, timeout=5).close()
                break
            except OSError:
                if server.poll() is not None or time.monotonic() - started > patience:
                    sys.exit(f"`make run` did not answer within {patience} s")
                time.sleep(0.3)
        say(f"`make run` answered after {time.monotonic() - started:.1f} s")
        return read_all()
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)
        wait_until_silent()


def wait_until_silent():
    """Return once nothing answers any more: make ends a moment before the server it started."""
    for _ in range(100):
        try:
            urlopen(ADDRESS, timeout=5).close()
        except OSError as error:
            if isinstance(getattr(error, "reason", error), ConnectionRefusedError):
                return
        time.sleep(0.1)
    sys.exit("the server does not stop")


def listed(sitemap):
    """Return the addresses that a sitemap, or the index of its parts, names."""
    with urlopen(sitemap) as response:
        return re.findall(r"<loc>(.*?)</loc>", response.read().decode())


def read_all():
    addresses = [address for part in listed(f"{ADDRESS}/sitemap.xml") for address in listed(part)]
    assert len(addresses) > 100, f"only {len(addresses)} addresses in the sitemap"
    for address in addresses:
        assert address.startswith(ADDRESS), address
        with urlopen(address) as response:
            page = response.read().decode()
            assert response.status == 200, address
            assert page.count("<h1") == 1, address
            assert "Set-Cookie" not in response.headers, address
    say(f"{len(addresses)} pages answer with one heading and no cookie")
    return addresses


def say(words):
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
