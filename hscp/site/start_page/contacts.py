"""The work on contacts and on the situations of parents. A wrong number is a danger, so it comes first."""

from django.db.models import Count, Q
from django.utils import timezone

from contacts.hours.night_cover import without_night_cover
from contacts.models import ContactChange, Pathway
from hscp.site.start_page.tasks import Task, list_of, name_of
from themes.models import Situation


def contact_tasks(user):
    """Return the work on contact numbers: a wrong one is a danger, so it heads the page. The cost does not grow with them."""
    found = []
    verifies = user.has_perm("contacts.verify_pathway")
    if user.has_perm("contacts.change_pathway"):
        waiting = Q(state=ContactChange.State.WAITING)
        own = Q(proposed_by=user)
        # `~own` alone would leave out, in SQL, the changes whose proposer's account is gone (NULL).
        others = Q(proposed_by=None) | ~own
        numbers = ContactChange.objects.aggregate(
            others=Count("pk", filter=waiting & others), own=Count("pk", filter=waiting & own)
        )
        if verifies and numbers["others"]:
            help_text = "Another person proposed them. Ring or open each one, then confirm or refuse it."
            found.append(
                _waiting_changes("Changes to numbers waiting for you", help_text, numbers["others"], "mine")
            )
        if numbers["own"]:
            help_text = "You proposed them. The public sees them once a second person has confirmed them."
            found.append(_waiting_changes("Your changes to numbers", help_text, numbers["own"], "others"))
    if verifies and (number := Pathway.objects.check_due(on=timezone.localdate()).count()):
        lists = [(name_of(Pathway, number), number, list_of(Pathway, "check=due"))]
        help_text = (
            "A number or address has never been checked, or its next check is due. Ring or write to each one."
        )
        found.append(Task("Contacts to check", help_text, lists))
    if user.has_perm("contacts.change_pathway") and (number := len(without_night_cover())):
        help_text = (
            "They are for urgent need and on the site, and nobody is known to answer at night. Add a number that does, or write "
            "why nobody does."
        )
        lists = [(name_of(Pathway, number), number, list_of(Pathway, "night=nobody"))]
        found.append(Task("Urgent contacts without anybody at night", help_text, lists))
    return found


def situation_tasks(user):
    """Return the situations of parents that lead to no help, in one query: somebody may read one at this moment."""
    if not user.has_perm("themes.publish_situation"):
        return []
    if not (number := Situation.objects.without_help().count()):
        return []
    help_text = (
        "Parents read them and find nobody to call and nothing to open. Choose a contact with a number or an address, or archive "
        "the situation."
    )
    lists = [(name_of(Situation, number), number, list_of(Situation, "help=none"))]
    return [Task("Situations without help", help_text, lists)]


def _waiting_changes(heading, help_text, number, turn):
    return Task(
        heading, help_text, [(name_of(ContactChange, number), number, list_of(ContactChange, f"turn={turn}"))]
    )
