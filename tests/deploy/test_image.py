"""The container image and what runs beside it: nobody is root, nothing is written where it should not be, every name is known."""

import re

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from hscp.settings import env

DEPLOY = settings.BASE_DIR / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
LAST_STAGE = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
PORTAL = {"release", "web", "jobs"}
# HSCP_REVISION is what make release names the image after.
NOT_OF_THE_PORTAL = {"HSCP_REVISION"}


def known(variable):
    """Say whether the settings read a variable, which may name a file instead."""
    return variable.removesuffix("_FILE") in env.dump()


def is_exact(image):
    """Say whether the name of an image has a tag with a version, and no registry's host."""
    name, _, tag = image.partition(":")
    return bool(re.match(r"\d", tag)) and "." not in name.split("/")[0]


def test_the_image_runs_as_somebody_who_is_not_root():
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert "USER" in LAST_STAGE


def test_every_package_is_installed_by_its_hash():
    installs = re.findall(r"pip install(?:[^&\n]|\\\n)*", DOCKERFILE)

    assert len(installs) == 2
    for each in installs:
        assert "--require-hashes --no-deps" in each
        assert all(re.fullmatch(r"requirements/[\w-]+\.txt", name) for name in re.findall(r"-r (\S+)", each))
    assert "npm ci " in DOCKERFILE
    assert "npm install" not in DOCKERFILE


def test_what_only_building_needs_is_not_in_the_image():
    assert "node" not in LAST_STAGE
    assert "SECRET_KEY" not in LAST_STAGE


def test_every_folder_that_the_portal_writes_to_is_in_a_volume():
    volumes = re.search(r"^VOLUME (\[.*\])$", DOCKERFILE, re.MULTILINE)[1]
    written = dict(re.findall(r"(HSCP_\w+)=(/\S+)", LAST_STAGE))

    folders = {
        name for name in env.dump() if name.startswith("HSCP_") and env.dump()[name] and is_folder(name)
    }
    assert set(written) == folders
    for path in written.values():
        assert any(path.startswith(f"{volume}/") for volume in yaml.safe_load(volumes))
    for name in PORTAL:
        mounted = {each.partition(":")[2] for each in SERVICES[name]["volumes"]}
        # Only the process that writes backups can reach them.
        assert mounted == set(yaml.safe_load(volumes)) - ({"/srv/backups"} if name != "jobs" else set())


def is_folder(name):
    """Say whether the portal's own settings take a variable as the path of a folder."""
    source = (settings.BASE_DIR / "hscp" / "settings.py").read_text()
    return f'env.path("{name}"' in source


def test_nothing_but_what_is_named_gets_into_the_image():
    ignored = (settings.BASE_DIR / ".dockerignore").read_text().splitlines()

    patterns = [line for line in ignored if line and not line.startswith("#")]
    assert patterns[0] == "*"
    for secret in ("deploy/secrets", "deploy/tls", "deploy/portal.env"):
        assert secret in patterns[1:]
        assert f"/{secret}" in (settings.BASE_DIR / ".gitignore").read_text().splitlines()
    assert not {"!var", "!.git", "!build", "!tests"} & set(patterns)


def test_every_image_has_a_version():
    base = re.search(r"^ARG PYTHON=(\S+)$", DOCKERFILE, re.MULTILINE)[1]
    images = [SERVICES[name]["image"] for name in SERVICES if name not in PORTAL]

    assert [image for image in (base, *images) if not is_exact(image)] == []
    assert not is_exact("postgres:latest")
    assert not is_exact("registry.example.org/postgres:15")


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_may_do_no_more_than_it_must(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == ("no" if name == "release" else "unless-stopped")
    assert "privileged" not in service
    assert not any("docker.sock" in volume for volume in service.get("volumes", []))
    assert ("ports" in service) == (name == "proxy")
    assert set(service.get("cap_add", [])) <= {
        *("CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID", "NET_BIND_SERVICE")
    }
    if name in PORTAL:
        assert "cap_add" not in service


def test_database_and_cache_are_reached_from_inside_alone():
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["database"]["networks"] == SERVICES["cache"]["networks"] == ["inside"]


def test_every_variable_is_one_that_the_portal_reads():
    named = {name for service in PORTAL for name in SERVICES[service]["environment"]}
    named |= set(re.findall(r"^(HSCP_\w+)=", (DEPLOY / "portal.env.example").read_text(), re.MULTILINE))
    for unit in (DEPLOY / "systemd").glob("*.service"):
        named |= set(re.findall(r"(HSCP_\w+)=", unit.read_text()))

    assert {name for name in named - NOT_OF_THE_PORTAL if not known(name)} == set()
    assert not known("HSCP_HOST")


def test_secrets_are_files_and_stand_nowhere_in_the_configuration():
    secrets = COMPOSE["secrets"]
    script = (DEPLOY / "prepare-secrets.sh").read_text()

    for service in PORTAL:
        files = {
            value.removeprefix("/run/secrets/")
            for name, value in SERVICES[service]["environment"].items()
            if name.endswith("_FILE")
        }
        assert files == set(SERVICES[service]["secrets"])
    assert all(each["file"] == f"secrets/{name}" for name, each in secrets.items())
    assert all(name in script for name in secrets)


def test_the_new_code_starts_once_the_release_is_over():
    for name in ("web", "jobs"):
        assert SERVICES[name]["depends_on"]["release"] == {"condition": "service_completed_successfully"}
    assert SERVICES["release"]["depends_on"]["database"] == {"condition": "service_healthy"}
    assert SERVICES["proxy"]["depends_on"]["web"] == {"condition": "service_healthy"}


def test_every_command_that_is_run_exists():
    scripts = [DEPLOY / "entrypoint.sh", DEPLOY / "release.sh", *(DEPLOY / "systemd").glob("*.service")]
    called = {name for path in scripts for name in re.findall(r"manage\.py ([a-z_]+)", path.read_text())}

    assert called - set(get_commands()) == set()
    assert {"migrate", "sync_roles", "rebuild_search", "copy_for_proxy", "doctor"} <= called


def test_every_value_of_the_proxy_is_given():
    wanted = set(re.findall(r"\$\{(PORTAL_\w+)\}", (DEPLOY / "nginx.conf").read_text()))
    [replaced] = re.findall(r"envsubst '(.*?)'", SERVICES["proxy"]["command"][0])

    assert set(re.findall(r"PORTAL_\w+", replaced)) == wanted
    assert {*SERVICES["proxy"]["environment"], "PORTAL_HOST"} == wanted
