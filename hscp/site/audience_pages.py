"""The three doors: professionals, parents and carers, children and young people."""

from dataclasses import replace

from django.conf import settings
from django.template.response import TemplateResponse
from django.urls import reverse

from contacts.enums import ANSWERED, ForWhom
from contacts.models import Pathway
from contacts.output.cards import written_points
from hscp.languages.in_use import languages_with_pages
from hscp.links.models import load_links
from hscp.vocabulary import AudienceGroup
from hscp.web.excerpts import excerpt
from hscp.web.page_sizes import (
    CONTACTS_FOR_PARENTS,
    CONTACTS_FOR_YOUNG_PEOPLE,
    RECORDS_FOR_READERS,
    SITUATIONS,
)
from resources.models import Resource, Toolkit
from themes.situations import AGE_BANDS, band_of, live_situations
from training.models import Course

YOUNG = ForWhom.YOUNG_PEOPLE
# Young people's questions, by the anchor of the answer on their page.
QUESTIONS = {
    "tell": "Who can I talk to?",
    "happens": "What happens if I tell someone?",
    "private": "Is it private?",
    "close": "What if it is a teacher, or someone in my family?",
    "friend": "What if I am worried about a friend?",
    "ways": "What if I cannot call, or do not want to?",
}

# What professionals come for, by heading: (title, route, one line).
FOR_PROFESSIONALS = (
    (
        "When you are worried about a child",
        (
            (
                "Find the right contact",
                "contacts:find",
                "A few plain questions lead you to it. Nothing is kept.",
            ),
            ("Contacts", "contacts:pathway_list", "Who to contact, when, and how."),
            ("Levels of need", "contacts:threshold_list", "The four levels in words, and who helps at each."),
        ),
    ),
    (
        "For your practice",
        (
            ("Themes", "themes:theme_list", "Everything on one subject in one pack, to read or to print."),
            ("Agency processes", "themes:process_list", "What agencies do about a topic, and what you do."),
            (
                "Posters and packs to print",
                "documents:to_print",
                "For a staff room or a waiting room, by theme.",
            ),
            ("Toolkits", "resources:toolkit_list", "Tools for you, and for the families you work with."),
            ("Resources", "resources:resource_list", "Procedures, guides, forms, reviews and videos."),
            ("Training", "training:course_list", "Courses with their next dates, and how to book."),
            ("Glossary", "themes:glossary", "What the words and short forms mean."),
            (
                "Keep on this phone",
                "site:keep_on_this_phone",
                "Contacts and what to do, where there is no signal.",
            ),
        ),
    ),
)


def professionals(request):
    """Lead professionals to everything that is for them. Makes no query."""
    return TemplateResponse(
        request,
        "site/professionals.html",
        {
            "page_title": "Professionals",
            "breadcrumbs": [],
            "groups": [
                (heading, [(title, reverse(route), line) for title, route, line in cards])
                for heading, cards in FOR_PROFESSIONALS
            ],
        },
    )


def parents_and_carers(request):
    """List what worries parents, for the child's age if `?age=` gives one; then toolkits, contacts and reading.

    An age that is not one of AGE_BANDS narrows nothing, and the page says so.
    """
    age = request.GET.get("age", "")
    band = band_of(age)
    # A contact without a number or an address helps nobody yet.
    pathways = Pathway.objects.live().filter(for_public=True).with_points_for(ForWhom.PUBLIC)
    pathways = excerpt(pathways.in_order().with_numbers(), CONTACTS_FOR_PARENTS)
    return TemplateResponse(
        request,
        "site/parents_and_carers.html",
        {
            "page_title": "Parents and carers",
            "breadcrumbs": [],
            "sensitive": True,
            "situations": excerpt(live_situations(band), SITUATIONS),
            "bands": AGE_BANDS,
            "band": band,
            "age_ignored": bool(age) and band is None,
            "pathways": replace(
                pathways, records=[(each, each.usable_points(ForWhom.PUBLIC)) for each in pathways]
            ),
            "languages": languages_with_pages(),
            **_meant_for(AudienceGroup.PARENTS_AND_CARERS),
        },
    )


def children_and_young_people(request):
    """Tell a child who to talk to: 999, whom to call, chat with or text, answers in plain words, and who else can help.

    Childline's number stands beside 999 while no contact has it.
    """
    numbers = {entry["name"]: entry["number"] for entry in settings.HSCP_EMERGENCY_NUMBERS}
    # Contacts for young people alone come first.
    pathways = excerpt(
        Pathway.objects.live()
        .filter(for_young_people=True)
        .with_points_for(YOUNG)
        .order_by("for_public", "for_professionals", "order", "title", "pk")
        .with_numbers(),
        CONTACTS_FOR_YOUNG_PEOPLE,
    )
    talk = [each for each in pathways if not each.for_professionals and _answered(each)]
    rest = [
        (each, written_points(each, YOUNG) if each in talk else each.usable_points(YOUNG))
        for each in pathways
    ]
    return TemplateResponse(
        request,
        "site/children_and_young_people.html",
        {
            "page_title": "Children and young people",
            "breadcrumbs": [],
            "sensitive": True,
            # The search of the header finds what is written for professionals, and takes the room of the numbers.
            "has_own_search": True,
            "childline": ""
            if any(point.value == numbers["Childline"] for each in talk for point in _answered(each))
            else numbers["Childline"],
            "questions": QUESTIONS,
            "contents": [{"text": question, "id": anchor} for anchor, question in QUESTIONS.items()],
            "talk": talk,
            "others": [(each, points) for each, points in rest if points],
            "more_contacts": pathways.has_more,
            "languages": languages_with_pages(),
            **_meant_for(AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE),
        },
    )


def _answered(pathway):
    return [point for point in pathway.usable_points(YOUNG) if point.kind in ANSWERED]


def _meant_for(group):
    """Return the first live toolkits, resources and courses for an audience group, as context."""

    def first(records):
        records = records.live().filter(audience_group=group)
        return excerpt(records.order_by("title", "pk"), RECORDS_FOR_READERS)

    found = {
        "toolkits": first(Toolkit.objects.all()),
        "resources": first(Resource.objects.select_related("publisher")),
        "courses": first(Course.objects.all()),
    }
    load_links(record for records in found.values() for record in records)
    return {"group": group, **found}
