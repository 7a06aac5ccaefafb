"""Look for keys, tokens and passwords in every line that was ever committed. Usage: secrets_in_history.py

Lines of all commits are read, not only today's files: what was committed once is public for good. What is found and
is no secret stands in no_secrets.txt beside this file: a digest and the reason.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

from detect_secrets.core.scan import scan_line
from detect_secrets.settings import transient_settings

KNOWN = Path(__file__).with_name("no_secrets.txt")
# The detectors of a known form. Those that judge by randomness alone would name every digest of the locks.
DETECTORS = [
    "ArtifactoryDetector", "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "CloudantDetector",
    "DiscordBotTokenDetector", "GitHubTokenDetector", "GitLabTokenDetector", "IbmCloudIamDetector", "IbmCosHmacDetector",
    "JwtTokenDetector", "KeywordDetector", "MailchimpDetector", "NpmDetector", "OpenAIDetector", "PrivateKeyDetector",
    "PypiTokenDetector", "SendGridDetector", "SlackDetector", "SoftlayerDetector", "SquareOAuthDetector", "StripeDetector",
    "TelegramBotTokenDetector", "TwilioKeyDetector",
]  # fmt: skip
# In tests: the passwords of accounts and servers that a test makes for itself.
OF_TESTS = {"Secret Keyword", "Basic Auth Credentials"}
# Lines of digests and of words: no assignment of a password looks like them.
SKIPPED = ("--hash=sha256:", '"integrity": "sha')


def main():
    shallow = ["git", "rev-parse", "--is-shallow-repository"]
    if subprocess.run(shallow, capture_output=True, text=True, check=True).stdout.strip() == "true":
        print(
            "This clone has a part of the history only, so only that is read: `git fetch --unshallow` brings the rest."
        )
    known = {line.split()[0] for line in KNOWN.read_text().splitlines() if line and not line.startswith("#")}
    found, read = {}, 0
    with transient_settings({"plugins_used": [{"name": name} for name in DETECTORS]}):
        for path, line in added_lines():
            read += 1
            if not any(words in line for words in SKIPPED):
                for secret in scan_line(line):
                    if secret.type in OF_TESTS and path.startswith("tests/"):
                        continue
                    digest = hashlib.sha256(secret.secret_value.encode()).hexdigest()[:16]
                    if digest not in known:
                        found.setdefault(digest, f"{digest}  {secret.type}  {path}: {line.strip()[:100]}")
    print(f"{read} lines of all commits read, {len(found)} that look like secrets and are not known.")
    if found:
        sys.exit("\n".join(found.values()))


def added_lines():
    """Yield the file and the text of each line that any commit added, each text once."""
    log = subprocess.Popen(
        ["git", "log", "--all", "--patch", "--unified=0", "--no-color", "--no-ext-diff", "--format="],
        stdout=subprocess.PIPE, text=True, errors="replace",
    )  # fmt: skip
    path, seen = "", set()
    for line in log.stdout:
        if line.startswith("+++ "):
            path = line[6:].strip()
        elif line.startswith("+") and line not in seen:
            seen.add(line)
            yield path, line[1:]
    if log.wait():
        sys.exit("git could not read the history.")


if __name__ == "__main__":
    main()
