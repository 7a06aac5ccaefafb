"""What the rules of deploy/prometheus and docs/monitoring.md name is what /metrics says."""

import re

import pytest
import yaml
from django.conf import settings

from hscp.observability.metrics import REGISTRY
from hscp.site.metrics import Stored

PROMETHEUS = settings.BASE_DIR / "deploy" / "prometheus"
RULES = [
    rule
    for group in yaml.safe_load((PROMETHEUS / "alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
DOCUMENT = (settings.BASE_DIR / "docs" / "monitoring.md").read_text()
_SUFFIXES = ("_total", "_bucket", "_sum", "_count", "_created")


def _labels():
    """Return {name of a metric: the names of its labels}."""
    ours = {metric._name: set(metric._labelnames) for metric in set(REGISTRY._collector_to_names)}
    return ours | {family.name: set(family._labelnames) for family in Stored().collect()}


def _wrong(text, labels):
    """Yield the metrics that a text names and that there are not, and the labels that one has not."""
    for name, selector in re.findall(r"\b(hscp_\w+)(?:\{([^}]*)\})?", text):
        base = next((name.removesuffix(each) for each in _SUFFIXES if name.endswith(each)), name)
        if base not in labels:
            yield name
        else:
            named = set(re.findall(r"(\w+)\s*[=!]", selector))
            yield from (f"{name}{{{each}}}" for each in named - labels[base])


@pytest.mark.django_db
def test_the_metrics_that_rules_and_documentation_name_exist():
    labels = _labels()

    wrong = [found for rule in RULES for found in _wrong(rule["expr"], labels)]

    assert wrong == []
    assert list(_wrong(DOCUMENT, labels)) == []


@pytest.mark.django_db
def test_a_wrong_name_and_a_wrong_label_are_seen():
    text = 'rate(hscp_request_total[5m]) + hscp_requests_total{state="x"}'

    assert list(_wrong(text, _labels())) == ["hscp_request_total", "hscp_requests_total{state}"]


@pytest.mark.django_db
def test_the_documentation_names_every_metric():
    described = {name for name in _labels() if re.search(rf"`{name}(_total)?`", DOCUMENT)}

    assert described == set(_labels())


def test_the_documentation_says_what_to_do_about_each_rule():
    assert [rule["alert"] for rule in RULES] == [
        *("PortalDown", "DatabaseAway", "AnswersFail", "ReadersWait", "MailsNotSent")
    ]
    assert [f"| {rule['alert']} |" in DOCUMENT for rule in RULES] == [True] * len(RULES)
    assert [sorted(rule) for rule in RULES] == [["alert", "annotations", "expr", "for", "labels"]] * len(
        RULES
    )


def test_the_example_reads_the_rules_that_are_there():
    example = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())

    assert [(PROMETHEUS / name).is_file() for name in example["rule_files"]] == [True]
    assert [job["job_name"] for job in example["scrape_configs"]] == ["hscp"]
