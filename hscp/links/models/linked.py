"""Records that lead somewhere: to web addresses, to files, or to both."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from hscp.links.enums import LinkState
from hscp.links.models.rows import load_links


class LinkedQuerySet(models.QuerySet):
    _loads_links = False

    def link_missing(self):
        """Return the records that lead nowhere, and of which nobody has said that they are not to be had."""
        return self.filter(self.model.link_missing_filter())

    def link_given(self):
        """Return the records that lead somewhere, or of which somebody has said that they are not to be had."""
        return self.exclude(self.model.link_missing_filter())

    def with_links(self):
        """Return the records with what they lead to, in one query more: see `load_links`."""
        records = self.all()
        records._loads_links = True
        return records

    def _clone(self):
        clone = super()._clone()
        clone._loads_links = self._loads_links
        return clone

    def _fetch_all(self):
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh and self._loads_links and self._fields is None:  # not of values()
            load_links(self._result_cache)


class WithLinks:
    """What has `link_rows`, rows of a LinkRow model, and shows the public what they lead to."""

    # What is loaded with the records of a link to tell their owners about it.
    owner_is_at = "owner"

    @property
    def links_shown(self):
        """What the public is shown of the ways to the record, the first of them first, as a list of ShownLinks."""
        if "_links_shown" not in self.__dict__:
            load_links([self])
        return self._links_shown

    def keep_links(self, shown):
        """Keep `shown`, a list of ShownLinks, as what the record leads to."""
        self._links_shown = shown

    @classmethod
    def keep_default_links(cls, records):
        """Give `records` (a list), which lead nowhere themselves, what their kind has for such: most have nothing."""

    @property
    def link_titles(self):
        """The names (list of str) that a page which is this record may go by."""
        return [self.title, *self.alias_list]

    @property
    def link_record(self):
        """The content record that this is, or is a part of."""
        return self

    @property
    def first_way(self):
        """The ShownLink that a reader follows first, or None when there is none that works."""
        return next((way for way in self.links_shown if way.address), None)

    @property
    def target(self):
        """The address a reader follows first: a link's, a file's, or "" when there is none that works."""
        return self.first_way.address if self.first_way else ""

    @property
    def confirmed_address(self):
        """The web address of the thing itself that somebody stands for, as documents are given it; "" if there is none."""
        ways = (
            way
            for way in self.links_shown
            if not (way.unchecked or way.parent_page or way.is_default or way.file)
        )
        return next((way.address for way in ways if way.address), "")

    @property
    def host(self):
        """The host of the target, to tell readers where they are about to go; "" without a link."""
        return self.first_way.host if self.first_way else ""


class Linked(WithLinks, models.Model):
    """A record with links and files. Where it has none its page says how else to get it."""

    not_available = models.CharField(
        "not available, because",
        max_length=300,
        blank=True,
        help_text="Why it is nowhere to be had, for readers. Leave empty where it leads somewhere, or may one day.",
    )

    class Meta:
        abstract = True

    @classmethod
    def link_missing_filter(cls):
        """Return the condition (Q) that a record leads nowhere, and nobody has said that it is not to be had."""
        rows = cls._meta.get_field("link_rows").related_model.objects.filter(record=OuterRef("pk"))
        return Q(~Exists(rows.exclude(link__state=LinkState.WITHDRAWN)), not_available="")

    @property
    def link_missing(self):
        """Whether the record leads nowhere, and nobody has said that it is not to be had."""
        return not self.links_shown and not self.not_available
