"""What search finds of contact pathways and the levels of need."""

from contacts.enums import RUNG, ContactKind, Urgency
from contacts.models import Pathway, ThresholdLevel
from contacts.numbers.telephone import dialled
from hscp.records.rich_text.plain_text import words_to_find
from hscp.search.index.entries import Entry, SearchSource, choice
from hscp.vocabulary import AudienceGroup
from themes.search import GROUP_WORDS, audience_choices, theme_choices
from themes.sensitivity import is_sensitive_of

NUMBERS = (*RUNG, ContactKind.TEXT)
URGENCY_WEIGHTS = {Urgency.EMERGENCY: 1.75, Urgency.SAME_DAY: 1.7, Urgency.ROUTINE: 1.6}


def _groups(pathway):
    flags = [
        (pathway.for_professionals, AudienceGroup.PROFESSIONALS),
        (pathway.for_public, AudienceGroup.PARENTS_AND_CARERS),
        (pathway.for_young_people, AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE),
    ]
    return [group for flag, group in flags if flag]


def _pathway(pathway):
    themes = pathway.themes.all()
    groups = _groups(pathway)
    points = pathway.contact_points.all()
    return Entry(
        title=pathway.title,
        url=pathway.get_absolute_url(),
        aliases=pathway.alias_list,
        names=[
            f"{name} {words}"
            for name in [pathway.title, *pathway.alias_list]
            for words in ("contact", "phone number", "number", "referral", "email", "contact details")
        ],
        summary=pathway.purpose,
        # When not to use it names what other contacts are for: its words would find the wrong one.
        texts=[
            words_to_find(pathway.when_to_use),
            *(words_to_find(step.text) for step in pathway.steps.all()),
            words_to_find(pathway.have_ready),
            words_to_find(pathway.what_happens_next),
            *(f"{row.places} {row.served_by}" for row in pathway.catchments.all()),
            *(f"{point.label} {point.value} {point.note}" for point in points),
        ],
        labels=[
            "contact pathway phone telephone number helpline call ring email report refer referral",
            *(GROUP_WORDS[group] for group in groups),
            # As hscp.search.query.telephones writes a number that is typed with or without spaces, country code and so on.
            *(dialled(point.value) for point in points if point.kind in NUMBERS),
        ],
        audiences=[audience for group in groups for audience in audience_choices(group)],
        themes=theme_choices(themes),
        area=choice(pathway, "area"),
        listed=[f"urgency:{pathway.urgency}"],
        weight=URGENCY_WEIGHTS[pathway.urgency] - min(pathway.order, 50) / 1000,
        sensitive=is_sensitive_of(pathway, themes),
        modified_at=pathway.updated_at,
        depends_on=list(themes),
    )


def _level(level):
    return Entry(
        title=level.title,
        url=level.get_absolute_url(),
        aliases=[f"Level {level.number}", f"Level {level.number} {level.title}", *level.alias_list],
        summary=words_to_find(level.description),
        texts=[
            words_to_find(level.examples),
            *(indicator.text for indicator in level.indicators.all()),
            words_to_find(level.services),
            level.led_by,
            words_to_find(level.what_to_do),
        ],
        labels=["threshold level of need", "thresholds chart"],
        audiences=audience_choices(AudienceGroup.PROFESSIONALS),
        weight=1.35,
        modified_at=level.updated_at,
    )


SOURCES = [
    SearchSource(
        kind="pathway",
        label="Contact",
        model=Pathway,
        records=lambda: Pathway.objects.prefetch_related("steps", "contact_points", "catchments", "themes"),
        entry=_pathway,
        touched_by={
            "themes.Theme": "themes",
            "contacts.ContactPoint": "contact_points",
            "contacts.Catchment": "catchments",
        },
    ),
    SearchSource(
        kind="threshold",
        label="Level of need",
        many="Levels of need",
        model=ThresholdLevel,
        records=lambda: ThresholdLevel.objects.prefetch_related("indicators"),
        entry=_level,
        touched_by={"contacts.ThresholdIndicator": "indicators"},
    ),
]
