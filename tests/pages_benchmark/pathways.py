"""Makes contact pathways in bulk, each with its steps, a telephone with opening hours, and an email address."""

from datetime import timedelta

from contacts.enums import ContactKind, ForWhom, Urgency
from contacts.models import ContactPoint, HoursException, OpeningHours, Pathway, PathwayStep
from hscp.vocabulary import Area

BATCH = 2_000


def add_pathways(maker):
    """Add pathways for professionals, most of them for the public too, each with two steps and two numbers."""

    def pathway(common):
        return Pathway(
            **common,
            for_professionals=True,
            for_public=maker.random.random() < 0.6,
            for_young_people=maker.random.random() < 0.2,
            purpose=maker.sentence(),
            when_to_use=maker.paragraphs(2),
            when_not_to_use=maker.paragraphs(1),
            what_happens_next=maker.paragraphs(1),
            area=maker.maybe(Area.values),
            urgency=Urgency.SAME_DAY if maker.random.random() < 0.05 else Urgency.ROUTINE,
            case=f"Is it about {maker.name()}?" if maker.random.random() < 0.3 else "",
            order=maker.random.randint(0, 500),
        )

    pathways = maker.add(Pathway, pathway)
    PathwayStep.objects.bulk_create(
        (PathwayStep(pathway=each, text=maker.paragraphs(1), order=n) for each in pathways for n in (1, 2)),
        batch_size=BATCH,
    )
    _add_numbers(maker, pathways)


def _add_numbers(maker, pathways):
    """Give each pathway a telephone with hours on weekdays, some of them with days that differ, and an email address."""
    phones = ContactPoint.objects.bulk_create(
        (
            ContactPoint(
                pathway=each,
                kind=ContactKind.PHONE,
                label="Phone",
                value=f"01632 96{number % 10_000:04}",
                for_whom=maker.random.choice([ForWhom.EVERYONE, ForWhom.EVERYONE, ForWhom.PROFESSIONALS]),
            )
            for number, each in enumerate(pathways)
        ),
        batch_size=BATCH,
    )
    ContactPoint.objects.bulk_create(
        (
            ContactPoint(
                pathway=each,
                kind=ContactKind.EMAIL,
                label="Email",
                value=f"{each.slug[-7:]}@example.org",
                order=1,
            )
            for each in pathways
        ),
        batch_size=BATCH,
    )
    OpeningHours.objects.bulk_create(
        (
            OpeningHours(contact_point=phone, weekday=weekday, opens="08:30", closes="17:00")
            for phone in phones
            for weekday in range(1, 6)
        ),
        batch_size=BATCH,
    )
    HoursException.objects.bulk_create(
        (
            HoursException(contact_point=phone, first_day=day, last_day=day, reason="Training day")
            for phone in phones[::10]
            for day in [maker.now.date() + timedelta(days=maker.random.randint(1, 90))]
        ),
        batch_size=BATCH,
    )
