"""The records that a brochure names, each once, whichever packs print it and in however many spellings."""

from collections import Counter, defaultdict

from hscp.brochure.importing.guesses import (
    PublisherFinder,
    about_toolkit,
    guess_area,
    guess_kind,
)
from hscp.brochure.importing.record_types import RECORD_TYPES, Named, Wanted
from hscp.brochure.models import Brochure
from hscp.records.rich_text import markdown_to_rich_text
from hscp.vocabulary import AudienceGroup
from resources.models import Resource, Toolkit
from resources.years import suggested_years
from themes.models import Theme
from training.enums import CourseFormat
from training.models import Course


class BrochureRecords:
    """Collects the records of one document. `wanted` holds them, `notices` what an editor should know."""

    def __init__(self, document, publishers):
        self.notices = []
        self._records = {}
        self._find_publisher = PublisherFinder(publishers).find
        self._formats = self._stated_formats(document)
        self._is_marked = document.is_marked
        if document.packs:
            self._brochure(document)
        for pack in document.packs:
            self._pack(pack)
        for each in document.toolkits:
            self._toolkit(each)
        for wanted in self._records.values():
            wanted.title = self._most_common(wanted.printed)
            self._guess(wanted)
        self.wanted = list(self._records.values())

    @staticmethod
    def _stated_formats(document):
        """The formats in which each course title is printed, except "not stated"."""
        formats = defaultdict(set)
        for pack in document.packs:
            for course in pack.courses:
                if course.format != CourseFormat.NOT_STATED:
                    formats[RECORD_TYPES[Course].key_of(course.title)].add(course.format)
        return formats

    @staticmethod
    def _most_common(printed):
        """The form printed most often; of equals, the one printed first."""
        return printed.most_common(1)[0][0]

    def _record(self, model, title, lines=(), qualifier=""):
        """Return the Wanted record of a printed title, and count this form of it."""
        key = (model, RECORD_TYPES[model].key_of(title), qualifier)
        if key not in self._records:
            self._records[key] = Wanted(model, title, qualifier)
        wanted = self._records[key]
        wanted.printed[title] += 1
        wanted.lines += lines
        return wanted

    def _brochure(self, document):
        if not document.edition:
            self.notices.append(
                "The document does not say which years it is for: no brochure record will be made."
            )
            return
        wanted = Wanted(Brochure, document.title, where="front pages", printed=Counter({document.title: 1}))
        wanted.fields = {"edition": document.edition}
        for name in ("introduction", "how_to_use"):
            if text := getattr(document, name):
                wanted.fields[name] = markdown_to_rich_text(text)
        self._records[Brochure, document.edition, ""] = wanted

    def _pack(self, pack):
        theme = self._record(Theme, pack.title)
        theme.where = f"pack {pack.order}"
        if "order" in theme.fields:
            self.notices.append(f"“{pack.title}” is in the document twice: the two packs become one theme.")
        theme.fields["order"] = pack.order
        if pack.short_title and RECORD_TYPES[Theme].key_of(pack.short_title) != theme.key[0]:
            theme.fields["short_title"] = pack.short_title
        for name in ("introduction", "key_message"):
            if text := markdown_to_rich_text(getattr(pack, name)):
                theme.fields[name] = text
        self._toolkits(theme, pack)
        for each in pack.toolkit_lists:
            self._put(theme, "toolkit_lists", each.audience_group, attribute=each.label)
        for each in pack.resources:
            self._resource(theme, each)
        for each in pack.courses:
            self._put(theme, "courses", self._course(each))
        if pack.booking_lines or not self._is_marked:
            # A theme without any says so: the plan notices a line that is no longer printed.
            theme.lists.setdefault("booking_lines", [])
        for each in pack.booking_lines:
            self._booking_line(theme, each)

    def _booking_line(self, theme, each):
        """Add what a line asks readers to book. Two lines for one kind of training become one, for no toolkit of its own."""
        toolkit = Named(Toolkit, each.toolkit, AudienceGroup.PROFESSIONALS) if each.toolkit else None
        rows = theme.lists["booking_lines"]
        for number, (kind, section, other) in enumerate(rows):
            if kind == each.kind:
                if other != toolkit:
                    rows[number] = (kind, section, None)
                    self.notices.append(
                        f"“{each.text}” is a second line of “{theme.title}” to book the same kind of training for another "
                        "toolkit: the two become one, for all toolkits."
                    )
                return
        rows.append((each.kind, "", toolkit))

    def _put(self, theme, name, item, section="", attribute=None):
        """Add a row to one of the theme's lists, or add a notice if it is already there."""
        rows = theme.lists.setdefault(name, [])
        self._say_if_two_things(theme, rows, item, section, attribute)
        for number, (other, where, under) in enumerate(rows):
            if other is item and where == section:
                title = item.title if isinstance(item, Wanted) else attribute
                self.notices.append(
                    f"“{title}” is printed twice in one list of “{theme.title}”: it is shown once."
                )
                if under is None and attribute is not None:
                    rows[number] = (item, section, attribute)
                return
        rows.append((item, section, attribute))

    def _say_if_two_things(self, theme, rows, item, section, group):
        """Tell of a title that a theme has inside a group and again in another section: it may be a guide and what that is about."""
        for other, where, under in rows:
            if other is item and section and where != section and (under is None) != (group is None):
                named = under or group
                self.notices.append(
                    f"“{item.title}” is printed in “{theme.title}” in the group “{named.title}” and again by itself in "
                    f"another section. It is one record; if these are two things, give the second a record of its own."
                )

    def _toolkits(self, theme, pack):
        # Set even when there is none, so that the plan notices a lead toolkit that is no longer printed.
        theme.fields.setdefault("lead_toolkit", None)
        for each in pack.toolkits:
            toolkit = self._toolkit(each)
            if each.lead and theme.fields["lead_toolkit"] is None:
                theme.fields["lead_toolkit"] = toolkit
            elif each.lead and theme.fields["lead_toolkit"] is not toolkit:
                self.notices.append(
                    f"“{theme.title}” has a second toolkit of its own, “{each.title}”: it goes in the list."
                )
                self._put(theme, "toolkits", toolkit)
            elif not each.lead:
                self._put(theme, "toolkits", toolkit)

    def _toolkit(self, each):
        toolkit = self._record(Toolkit, each.title, each.lines, each.audience_group)
        toolkit.fields["audience_group"] = each.audience_group
        self._link(toolkit, each)
        return toolkit

    def _resource(self, theme, each):
        resource = self._record(Resource, each.title, each.lines)
        self._link(resource, each)
        collection = self._record_of_collection(each)
        loops = _is_within(collection, resource)
        # The portal's own text may say that two groups are inside each other, in two packs.
        if loops and not (self._is_marked and collection is not resource):
            self.notices.append(
                f"“{each.title}” is listed under itself in “{theme.title}”: it is shown on its own."
            )
            collection = None
        if collection is not None and not loops:
            resource.guesses.setdefault("collection", collection)
        if each.note:
            resource.guesses.setdefault("summary", each.note)
        if each.is_collection or "kind" not in resource.guesses:
            resource.guesses["kind"] = guess_kind(
                each.title, each.section, each.collection, is_collection=each.is_collection
            )
        self._put(theme, "resources", resource, each.section, collection)

    def _record_of_collection(self, each):
        """The record of the group that a resource is in, or None."""
        if not each.collection:
            return None
        key = (Resource, RECORD_TYPES[Resource].key_of(each.collection), "")
        collection = self._records.get(key) or self._record(Resource, each.collection, each.lines)
        collection.guesses["kind"] = guess_kind(collection.title, each.section, "", is_collection=True)
        return collection

    def _course(self, each):
        stated = self._formats[RECORD_TYPES[Course].key_of(each.title)]
        course_format = each.format
        if course_format == CourseFormat.NOT_STATED and len(stated) == 1 and not self._is_marked:
            course_format = next(iter(stated))
        course = self._record(Course, each.title, each.lines, course_format)
        if course_format != CourseFormat.NOT_STATED:
            course.fields["format"] = course_format
        self._link(course, each)
        return course

    @staticmethod
    def _link(wanted, each):
        if each.link:
            wanted.fields.setdefault("link", each.link)

    def _guess(self, wanted):
        """Add what the title suggests."""
        title, guesses = wanted.title, wanted.guesses
        if wanted.model is Resource:
            publisher = self._find_publisher(title)
            if publisher:
                guesses["publisher"] = publisher
            if area := guess_area(title) or (publisher.area if publisher else ""):
                guesses["area"] = area
            if years := suggested_years(title, guesses["kind"]):
                guesses["valid_from_year"], guesses["valid_to_year"] = years
        elif wanted.model is Toolkit:
            if area := guess_area(title):
                guesses["area"] = area
        elif wanted.model is Course and (name := about_toolkit(title)):
            guesses["toolkit"] = self._toolkit_called(name)

    def _toolkit_called(self, name):
        """Return the toolkit for professionals that a title calls `name`: one of that name, or the only one that has it in its own.

        “Early Help Toolkit Tour” shows “Early Help and Prevention”.
        """
        of_type, group = RECORD_TYPES[Toolkit], AudienceGroup.PROFESSIONALS
        key = of_type.key_of(name)
        if key and (Toolkit, key, group) not in self._records:
            longer = [
                wanted
                for (model, other, audience), wanted in self._records.items()
                if model is Toolkit and audience == group and f" {key} " in f" {other} "
            ]
            if len(longer) == 1:
                return longer[0]
        return Named(Toolkit, name, group)


def _is_within(collection, resource):
    """Whether a collection is the resource, or is inside it."""
    while collection is not None and collection is not resource:
        collection = collection.guesses.get("collection")
    return collection is not None
