"""Lists of people as they are copied from spreadsheets, mails and files."""

import pytest

from training.desk.pasted_people import MOST_PEOPLE, TooMany, read_people


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee\tann@example.org\tOak School\tManager",
        "Name,Email,Organisation,Role\nAnn Lee,ann@example.org,Oak School,Manager or supervisor",
        "\ufeffEmail address;Job role;First name;Surname;School\nann@example.org;manager;Ann;Lee;Oak School",
        "Ann Lee <ann@example.org>, Oak School, manager",
        'ann@example.org,"Ann Lee","Oak School",Manager\n\n  \n',
        "Delegate\tWork e-mail\tAgency\tPosition\r\nAnn Lee\tann@example.org\tOak School\tSupervisor\r\n",
    ],
)
def test_a_person_is_read_however_the_list_is_made(text):
    [person] = read_people(text)

    assert (person.name, person.email, person.organisation, person.role) == (
        "Ann Lee",
        "ann@example.org",
        "Oak School",
        "manager",
    )


def test_what_a_line_lacks_comes_from_what_is_said_for_all():
    [person] = read_people("Ann Lee, Oak School", organisation_type="school", role="lead")

    assert (person.email, person.organisation, person.organisation_type, person.role) == (
        "",
        "Oak School",
        "school",
        "lead",
    )


def test_more_than_are_booked_at_once_are_refused():
    with pytest.raises(TooMany):
        read_people("Ann Lee\n" * (MOST_PEOPLE + 1))


def test_nothing_is_nobody():
    assert read_people(" \n\t\n") == []
