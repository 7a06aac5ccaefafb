"""Makes content records in bulk, with sentences and titles of the starter content; the same every time.

The themes stay those of the starter content: a site that grows has more records, not more themes. The hundredth part that
are themes are archived packs of earlier years, with all their rows, as a database holds them after a long time.
"""

import random
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.text import slugify

from contacts.enums import ForWhom
from contacts.models import Pathway
from hscp.links.models import Link
from hscp.models import ShortAddress
from hscp.records.state import State
from hscp.vocabulary import Area, AudienceGroup, Section
from resources.enums import ResourceKind
from resources.models import Publisher, Resource, ResourceLink, Toolkit, ToolkitLink
from tests.pages_benchmark.pathways import BATCH, add_pathways
from tests.starter_words import starter_words
from themes.models import (
    Audience,
    Process,
    ProcessSection,
    Situation,
    Term,
    Theme,
    ThemeCourse,
    ThemePathway,
    ThemeResource,
    ThemeToolkit,
)
from training.enums import CourseFormat
from training.models import Course, CourseLink

SEED = 20_261_129
# Of 100 records, and how many situations come with every thousand.
SHARES = {Resource: 60, Course: 25, Toolkit: 6, Term: 4, Process: 2, Pathway: 2, Theme: 1}
SITUATIONS_PER_THOUSAND = 3
PACK = {Resource: 40, Course: 25, Toolkit: 10, Pathway: 5}
CONSONANTS, VOWELS = "bcdfglmnprstv", "aeiou"
# Any number without a common factor with the number of names: neighbours then get names far apart.
NAMES, STEP = 13**4 * 5**3, 1_000_003


class Maker:
    """Adds `number` records to the database, in the shares of SHARES, with all that belongs to them."""

    def __init__(self, number):
        self.number, self.random = number, random.Random(f"{SEED}-{number}")  # noqa: S311
        self.sentences, self.titles = starter_words()
        self.now = timezone.now().replace(minute=0, second=0, microsecond=0)
        self.named = 0
        # The primary keys of the records made, by model.
        self.made = {}

    def steps(self):
        """Yield (name, function without arguments) of each step, in the order in which they must be taken."""
        yield "publishers", self.add_publishers
        yield "toolkits", self.add_toolkits
        yield "resources", self.add_resources
        yield "courses", self.add_courses
        yield "terms", self.add_terms
        yield "pathways", lambda: add_pathways(self)
        yield "themes", self.add_themes
        yield "processes", self.add_processes
        yield "situations", self.add_situations

    def add_publishers(self):
        count = max(10, self.number // 500)
        self.publishers = Publisher.objects.bulk_create(
            Publisher(name=f"{self.name()} Council", area=self.maybe(Area.values)) for _ in range(count)
        )
        self.audiences = list(Audience.objects.values_list("pk", flat=True))

    def add_toolkits(self):
        self.add(Toolkit, lambda common: Toolkit(**common, **self._reading()))
        self._give_codes(Toolkit, "toolkit")
        self._add_links(ToolkitLink)

    def add_resources(self):
        kinds = [kind for kind in ResourceKind.values if kind != ResourceKind.COLLECTION]
        self.add(
            Resource,
            lambda common: Resource(
                **common,
                **self._reading(),
                kind=self.random.choice(kinds),
                publisher=self.random.choice(self.publishers),
            ),
        )
        self._add_audiences(Resource)
        self._add_links(ResourceLink)

    def add_courses(self):
        def course(common):
            return Course(
                **common,
                **self._reading(),
                format=self.random.choice(CourseFormat.values),
                aims=self.paragraphs(2),
                duration_minutes=self.random.choice([60, 90, 120, 180]),
                provider=self.random.choice(self.publishers),
                toolkit_id=self.random.choice(self.made[Toolkit]) if self.random.random() < 0.2 else None,
            )

        self.add(Course, course)
        self._add_audiences(Course)
        self._add_links(CourseLink)

    def add_terms(self):
        def term(common):
            acronym = (
                "".join(word[0] for word in common["title"].split()[:3]).upper() + self.name()[:4].upper()
            )
            return Term(
                **common | {"title": acronym}, stands_for=common["title"], explanation=self.sentence()
            )

        self.add(Term, term)

    def add_themes(self):
        self.add(
            Theme,
            lambda common: Theme(
                **common | {"state": State.ARCHIVED},
                introduction=self.paragraphs(2),
                key_message=self.paragraphs(1),
                lead_toolkit_id=self.random.choice(self.made[Toolkit]),
                order=100,
            ),
        )
        self._give_codes(Theme, "theme")
        self._add_rows(
            ThemeResource, "resource_id", Resource, lambda: {"section": self.random.choice(Section.values)}
        )
        self._add_rows(ThemeCourse, "course_id", Course)
        self._add_rows(ThemeToolkit, "toolkit_id", Toolkit)
        self._add_rows(ThemePathway, "pathway_id", Pathway)

    def _add_rows(self, model, field, kind, more=dict):
        model.objects.bulk_create(
            (
                model(theme_id=theme, order=order, **{field: pk}, **more())
                for theme in self.made[Theme]
                for order, pk in enumerate(self.some(kind, PACK[kind]))
            ),
            batch_size=BATCH,
        )

    def add_processes(self):
        processes = self.add(
            Process,
            lambda common: Process(**common, summary=self.sentence(), order=self.random.randint(10, 500)),
        )
        ProcessSection.objects.bulk_create(
            (
                ProcessSection(
                    process=each, heading=self.random.choice(self.titles), body=self.paragraphs(2), order=n
                )
                for each in processes
                for n in range(3)
            ),
            batch_size=BATCH,
        )
        self._relate(Process.themes, "process_id", self.made[Process], "theme_id", Theme, 2)
        self._relate(Process.pathways, "process_id", self.made[Process], "pathway_id", Pathway, 2)

    def add_situations(self):
        number = self.number * SITUATIONS_PER_THOUSAND // 1000
        self.add(
            Situation,
            lambda common: Situation(
                **common | {"title": f"I am worried about {common['title']}"},
                summary=self.sentence(),
                advice=self.paragraphs(2),
                minimum_age=self.random.choice([None, 0, 5, 11]),
                order=self.random.randint(0, 500),
            ),
            number,
        )
        # Each leads to a contact that everybody may use, without which the public would not see it.
        usable = Pathway.objects.live().filter(for_public=True, contact_points__for_whom=ForWhom.EVERYONE)
        self.made[Pathway] = list(usable.distinct().order_by("pk").values_list("pk", flat=True))
        self._relate(Situation.pathways, "situation_id", self.made[Situation], "pathway_id", Pathway, 2)
        self._relate(Situation.themes, "situation_id", self.made[Situation], "theme_id", Theme, 2)

    def name(self):
        """Return a name that no other call has returned, such as "Bafogid"."""
        self.named += 1
        rest, letters = self.named * STEP % NAMES, ""
        for place in range(7):
            choice = VOWELS if place % 2 else CONSONANTS
            rest, letter = divmod(rest, len(choice))
            letters += choice[letter]
        return letters.capitalize()

    def sentence(self):
        return self.random.choice(self.sentences)

    def paragraphs(self, number):
        """Return rich text of so many paragraphs of one to three sentences."""
        made = (
            " ".join(self.random.choices(self.sentences, k=self.random.randint(1, 3))) for _ in range(number)
        )
        return "".join(f"<p>{text}</p>" for text in made)

    def maybe(self, values):
        """Return one of `values`, or "" half the time."""
        return self.random.choice(values) if self.random.random() < 0.5 else ""

    def some(self, model, number):
        """Return the primary keys of at most `number` records made of `model`, each once."""
        return self.random.sample(self.made[model], min(number, len(self.made[model])))

    def add(self, model, build, number=None):
        """Store records of `model` and return them; `build` makes one of the fields that all kinds have."""
        number = max(1, self.number * SHARES[model] // 100) if number is None else number
        records = model.objects.bulk_create((build(self._common()) for _ in range(number)), batch_size=BATCH)
        self.made[model] = [record.pk for record in records]
        return records

    def _common(self):
        """Return the fields of every kind of record: nearly all are live, some are drafts, to come or past."""
        words = self.random.choice(self.titles).split()[: self.random.randint(3, 8)]
        title, name, pick = " ".join(words), self.name(), self.random.random()
        fields = {
            "title": f"{title} {name}",
            "slug": f"{slugify(title)[:100].strip('-')}-{name.lower()}",
            "aliases": self.name() if pick > 0.8 else "",
            "state": State.DRAFT if pick < 0.02 else State.PUBLISHED,
            "review_date": self.now.date() + timedelta(days=self.random.randint(-30, 700)),
        }
        if 0.02 < pick < 0.03:
            fields["publish_at"] = self.now + timedelta(days=self.random.randint(1, 60))
        elif 0.03 < pick < 0.04:
            fields["expire_at"] = self.now - timedelta(days=self.random.randint(1, 60))
        return fields

    def _reading(self):
        """Return the fields of what can be read: three in four for professionals."""
        groups = [AudienceGroup.PROFESSIONALS] * 6 + AudienceGroup.values[1:]
        return {
            "summary": " ".join(self.random.choices(self.sentences, k=2)),
            "audience_group": self.random.choice(groups),
            "area": self.maybe(Area.values),
        }

    def _add_links(self, row_model):
        """Let nearly all records of the kind that a LinkRow model is for lead somewhere."""
        led = [pk for pk in self.made[row_model.record.field.related_model] if self.random.random() < 0.95]
        links = Link.objects.bulk_create(
            (Link(address=f"https://example.org/{row_model._meta.model_name}/{pk}") for pk in led),
            batch_size=BATCH,
        )
        row_model.objects.bulk_create(
            (row_model(record_id=pk, link=link, order=1) for pk, link in zip(led, links, strict=True)),
            batch_size=BATCH,
        )

    def _add_audiences(self, model):
        """Tie a third of the records to two finer audiences."""
        through, field = model.audiences.through, f"{model._meta.model_name}_id"
        through.objects.bulk_create(
            (
                through(**{field: pk, "audience_id": audience})
                for pk in self.made[model][::3]
                for audience in self.random.sample(self.audiences, 2)
            ),
            batch_size=BATCH,
        )

    def _relate(self, relation, field, pks, other_field, other, number):
        relation.through.objects.bulk_create(
            (
                relation.through(**{field: pk, other_field: found})
                for pk in pks
                for found in self.some(other, number)
            ),
            batch_size=BATCH,
        )

    def _give_codes(self, model, ending):
        kind = ContentType.objects.get_for_model(model)
        ShortAddress.objects.bulk_create(
            (
                ShortAddress(code=f"{self.name().lower()}-{ending}", content_type=kind, object_id=pk)
                for pk in self.made[model]
            ),
            batch_size=BATCH,
        )
