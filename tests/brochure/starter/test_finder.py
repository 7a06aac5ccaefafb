"""The guided path of the starter content: every route through it ends where it should, in a few steps."""

from io import StringIO

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from reversion.models import Version

from contacts.finder.path import leads_to, read_path
from contacts.models import FinderQuestion, Pathway, ThresholdLevel
from hscp.brochure.starter.finder import CannotLoad, load_finder
from hscp.records.state import State
from tests.factories import make_contact_point, make_pathway, make_theme, make_threshold_level

pytestmark = pytest.mark.django_db
FILE = settings.BASE_DIR / "content" / "finder.yaml"
MOST_STEPS = 4


@pytest.fixture
def places():
    """Make the contacts and levels that content/ has, by their titles, readers and numbers only."""
    content = FILE.parent
    for entry in yaml.safe_load((content / "pathways.yaml").read_text()):
        readers = {name: entry[name] for name in ("for_public", "for_professionals", "for_young_people")}
        make_contact_point(make_pathway(title=entry["title"], **readers))
    for entry in yaml.safe_load((content / "thresholds.yaml").read_text()):
        make_threshold_level(title=entry["title"], number=entry["number"], what_to_do="<p>Act.</p>")


@pytest.fixture
def path(places):
    load_finder(FILE)
    return read_path()


def ways(path):
    """Return {the answers given, from the first question on: (where they lead, for which reader)} for every route to an end."""
    [first] = [question for question in path.questions.values() if question.is_first]
    found, waiting = {}, [((), first)]
    while waiting:
        given, question = waiting.pop()
        for answer in path.answers[question.pk]:
            record = leads_to(answer)
            if isinstance(record, FinderQuestion):
                waiting.append(((*given, answer.text), record))
            else:
                reader = answer.reader if answer.pathway else ""
                found[*given, answer.text] = (str(record) if record else "999", reader)
    return found


SAFE = "No, not at this moment"
AT_WORK = (SAFE, "Yes, I work or volunteer with the child or the family")
AT_HOME = (SAFE, "No, I am a parent, a relative, a neighbour or a friend")
YOUNG = (SAFE, "I am under 18 myself")
FAMILY = (*AT_WORK, "A family that needs extra help")
ELSE = (*AT_WORK, "Something else")
CONCERN, LADO = "Report a concern about a child", "Local Authority Designated Officer (LADO)"
FOSTERING = "A child who lives, or will live, with somebody who is neither a parent nor a close relative"


def test_every_path_ends_at_the_right_destination(path):
    assert ways(path) == {
        ("Yes, or they may be",): ("999", ""),
        (*YOUNG, "To talk to somebody about anything that worries me"): ("Childline", "young_people"),
        (*YOUNG, "To tell somebody that I am being hurt, or that another child is"): (
            CONCERN,
            "young_people",
        ),
        (*YOUNG, "To find help because somebody died, or I lost somebody or something that mattered"): (
            "Bereavement and loss support",
            "young_people",
        ),
        (*AT_WORK, "A child who told me something, or who is or may be harmed"): (CONCERN, "professionals"),
        (
            *AT_WORK,
            "Someone who works or volunteers with children and may have harmed a child, or may be a danger to one",
        ): (LADO, "professionals"),
        (*AT_WORK, "I am not sure, and want to talk it over first"): ("NSPCC helpline", "professionals"),
        (*AT_WORK, "A child's or young person's feelings or mental health"): (
            "Hampshire CAMHS",
            "professionals",
        ),
        (*FAMILY, "Help that any family may get, such as from a school, a GP or a health visitor"): (
            "Level 1: Universal",
            "",
        ),
        (*FAMILY, "A little more help for a time, from one service or a few together"): (
            "Level 2: Early Help",
            "",
        ),
        (*FAMILY, "Help with several needs at once, which everyday services cannot give on their own"): (
            "Level 3: Targeted Early Help",
            "",
        ),
        (*FAMILY, "I do not know"): ("Early help and family support", "professionals"),
        (*ELSE, FOSTERING): ("Private fostering", "professionals"),
        (*ELSE, "A death, or another loss"): ("Bereavement and loss support", "professionals"),
        (*ELSE, "If I may share information about a child or a family"): (
            "Information sharing advice",
            "professionals",
        ),
        (*ELSE, "None of these"): (CONCERN, "professionals"),
        (*AT_HOME, "A child who told me something, or who is or may be hurt or neglected"): (
            CONCERN,
            "public",
        ),
        (*AT_HOME, "I am not sure, and want to talk it over first"): ("NSPCC helpline", "public"),
        (
            *AT_HOME,
            "Someone who works or volunteers with children, such as a teacher, a coach or a foster carer",
        ): (LADO, "public"),
        (*AT_HOME, "My child's feelings or mental health"): ("NHS 111", "public"),
        (*AT_HOME, "My family needs more help"): ("Early help and family support", "public"),
        (*AT_HOME, FOSTERING): ("Private fostering", "public"),
        (*AT_HOME, "A death, or another loss"): ("Bereavement and loss support", "public"),
        (*AT_HOME, "None of these"): (CONCERN, "public"),
    }


def test_nobody_who_says_that_there_is_no_danger_is_sent_to_999(path):
    ends = {end for given, (end, _) in ways(path).items() if given[0] == SAFE}

    assert "999" not in ends


def test_the_path_is_whole_and_short_and_reaches_every_contact_of_the_documents(path):
    found = ways(path)

    assert path.problems() == []
    assert max(map(len, found)) == MOST_STEPS
    # Those after them are national services that parents' and young people's pages lead to.
    titles = [entry["title"] for entry in yaml.safe_load((FILE.parent / "pathways.yaml").read_text())]
    assert set(titles[: titles.index("NSPCC helpline") + 1]) <= {end for end, _ in found.values()}


def test_it_is_loaded_once_and_what_editors_change_or_delete_stays_so(path):
    FinderQuestion.objects.filter(is_first=True).update(title="Changed?")

    assert load_finder(FILE) == 0
    assert FinderQuestion.objects.get(is_first=True).title == "Changed?"
    FinderQuestion.objects.get(is_first=True).delete()
    for question in FinderQuestion.objects.all():
        question.answers.all().delete()
    FinderQuestion.objects.all().delete()
    assert load_finder(FILE) == 0
    assert FinderQuestion.objects.count() == 0


def test_what_is_loaded_has_a_history_with_its_answers(path):
    question = FinderQuestion.objects.get(is_first=True)

    [version] = Version.objects.get_for_object(question)

    assert version.revision.get_comment() == "Loaded starter content: the guided path."
    assert version.revision.version_set.count() == 7 + sum(len(rows) for rows in path.answers.values())


@pytest.mark.parametrize("change", ["delete", "archive"])
def test_a_portal_without_one_of_the_contacts_gets_no_half_a_path(places, change):
    lado = Pathway.objects.filter(title="Local Authority Designated Officer (LADO)")
    lado.delete() if change == "delete" else lado.update(state=State.ARCHIVED)

    with pytest.raises(CannotLoad, match="The guided path was not loaded"):
        load_finder(FILE)

    assert FinderQuestion.objects.count() == 0


@pytest.mark.parametrize(
    ("levels", "said"),
    [(4, "Guided path: 7 questions added."), (1, "leads to the level “2”, which is not on this site.")],
)
def test_a_running_portal_gets_the_path_or_is_told_why_not(places, levels, said):
    make_theme()
    ThresholdLevel.objects.filter(number__gt=levels).delete()
    output = StringIO()

    call_command("load_starter_content", if_empty=True, stdout=output)

    assert said in output.getvalue()
