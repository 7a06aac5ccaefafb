"""The runs of jobs in the admin: a list and a page to read, for administrators."""

import pytest

from hscp.jobs.enums import Outcome
from hscp.jobs.privacy import FREQUENT_KEPT_FOR, KEPT_FOR, PERSONAL_DATA
from tests.jobs.builders import MINUTE, NOW, make_run

LIST = "/admin/jobs/jobrun/"


def test_an_administrator_reads_what_became_of_each_run(signed_in):
    client = signed_in("administrator")
    make_run(said="All fine.")
    run = make_run(
        "check_links",
        started_at=NOW - 125 * MINUTE,
        outcome=Outcome.FAILED,
        exit_code=1,
        output="Traceback <b>",
    )

    runs = client.get(LIST).content.decode()
    page = client.get(f"{LIST}{run.pk}/change/").content.decode()

    assert "All fine." in runs
    assert "2 hours 5 minutes" in runs
    assert "Traceback &lt;b&gt;" in page
    assert 'name="_save"' not in page
    assert "historylink" not in page
    assert f"?job={run.job}" in runs


def test_the_menu_has_it_beside_the_accounts(signed_in):
    names = [app["app_label"] for app in signed_in("administrator").get("/admin/").context["app_list"]]

    assert "hscp" in names
    assert "jobs" not in names


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_few_and_many(signed_in, count, django_assert_num_queries):
    client = signed_in("administrator")
    for _ in range(count):
        make_run()
    client.get(LIST)

    with django_assert_num_queries(8):
        client.get(LIST)


@pytest.mark.django_db
def test_old_runs_go():
    kept = [
        make_run("owners_due", started_at=NOW - KEPT_FOR + MINUTE),
        make_run("send_mail_queue", started_at=NOW - FREQUENT_KEPT_FOR + MINUTE),
        make_run("send_mail_queue", started_at=NOW - KEPT_FOR + MINUTE, outcome=Outcome.FAILED),
    ]
    make_run("owners_due", started_at=NOW - KEPT_FOR)
    make_run("send_mail_queue", started_at=NOW - FREQUENT_KEPT_FOR)
    make_run("send_mail_queue", started_at=NOW - KEPT_FOR, outcome=Outcome.FAILED)
    job = PERSONAL_DATA.jobs["job_runs"]

    assert (job(NOW, True), job(NOW, False), job(NOW, False)) == (3, 3, 0)
    assert set(type(kept[0]).objects.all()) == set(kept)
