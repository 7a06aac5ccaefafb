"""Every kind of record that the editors' search knows: what finds it, and where its form is."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from contacts.models import ContactPoint, FinderQuestion, Pathway, ThresholdLevel
from contacts.models.points import ContactPointLink
from hscp.brochure.models import Brochure, PublishedEdition
from hscp.languages.models import Wording
from hscp.links.models import LibraryFile, Link
from hscp.models import OldAddress, User
from hscp.records.publishable import Publishable
from hscp.search.models import Synonym
from resources.models import Publisher, Resource, ResourceLink, Toolkit, ToolkitLink
from themes.models import Audience, Process, Situation, Term, Theme
from training.models import Booking, Course, Interest, Organisation, Session, Trainer, TrainingNeed
from training.models.courses import CourseLink

_TITLES = ("title", "aliases", "slug")


@dataclass(frozen=True)
class Part:
    """Rows that belong to a record: `owner` leads from one to the record's key; each field is found by words, a number or an address."""

    model: type[Model]
    owner: str
    words: tuple = ()
    numbers: tuple = ()
    places: tuple = ()


@dataclass(frozen=True)
class Kind:
    """One kind of record. `words` are the fields that must hold each word, the first of them its title; `texts` count for records that
    the public does not see, for the others the public search knows them. `numbers` and `places` hold telephone numbers and web
    addresses. `page` is the admin page where a record is edited, `form_of` gives the key in its address.
    """

    model: type[Model]
    words: tuple = _TITLES
    texts: tuple = ()
    numbers: tuple = ()
    places: tuple = ()
    parts: tuple = ()
    related: tuple = ()
    page: str = "change"
    form_of: Callable = lambda record: record.pk

    @property
    def permission(self):
        """The permission ("app.verb_model") to look at them."""
        opts = self.model._meta
        return f"{opts.app_label}.view_{opts.model_name}"

    @property
    def name(self):
        """What the audit trail calls them."""
        return self.model._meta.label_lower

    @property
    def is_content(self):
        """Whether they are records with a state, which the public may see."""
        return issubclass(self.model, Publishable)

    def form(self, record):
        """Return the address of the page where `record` is edited."""
        return self._address(self.page, self.form_of(record))

    def list(self):
        """Return the address of the list that has all records of this kind."""
        return self._address("changelist")

    def _address(self, page, *args):
        # A booking is a part of its session, beside whose list its person has a page.
        opts = (Session if self.model is Booking else self.model)._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)


def _links(model, owner="record"):
    return Part(model, owner, words=("link__label", "file__title"), places=("link__address", "file__upload"))


RECORDS = (
    Kind(Theme, words=(*_TITLES, "short_title")),
    Kind(Process, texts=("summary",)),
    Kind(Situation, texts=("summary",)),
    Kind(Toolkit, texts=("summary",), parts=(_links(ToolkitLink),)),
    Kind(Resource, texts=("summary",), parts=(_links(ResourceLink),)),
    Kind(Course, texts=("summary",), parts=(_links(CourseLink),)),
    Kind(
        Pathway,
        texts=("purpose",),
        parts=(
            Part(ContactPoint, "pathway", words=("label",), numbers=("value",), places=("value",)),
            _links(ContactPointLink, "record__pathway"),
        ),
    ),
    Kind(ThresholdLevel, texts=("description",)),
    Kind(FinderQuestion),
    Kind(Wording, words=("title", "aliases"), texts=("summary",)),
    Kind(TrainingNeed),
    Kind(Term, words=(*_TITLES, "stands_for"), texts=("explanation",)),
    Kind(Brochure),
)
OTHERS = (
    Kind(Session, words=("course__title", "place"), related=("course",), places=("external_link",)),
    Kind(LibraryFile, words=("title",), places=("upload",)),
    Kind(Link, words=("address", "label"), places=("address",)),
    Kind(Publisher, words=("name", "short_name", "other_names")),
    Kind(Audience, words=("name", "slug")),
    Kind(PublishedEdition, words=("title", "edition")),
    Kind(OldAddress, words=("old_path", "new_path"), places=("old_path", "new_path")),
    Kind(Organisation, words=("name",)),
    Kind(Synonym, words=("words", "means")),
    Kind(User, words=("username", "first_name", "last_name", "email")),
)
# Only for who asks by post: a name would otherwise be in the address of the page.
PEOPLE = (
    Kind(
        Booking,
        words=("name", "email", "booked_by", "manager_email", "certificate"),
        numbers=("phone",),
        related=("session__course",),
        page="person",
    ),
    Kind(Interest, words=("email",), related=("course",)),
    Kind(Trainer, words=("name", "email")),
)
