"""The sheet of links to fill in: every record that leads nowhere, or to an address that nobody has confirmed."""

from django.core.exceptions import ValidationError
from django.db.models import Q

from hscp.admin.spreadsheets.cells import Cell, ChoiceCell, YesNoCell
from hscp.admin.spreadsheets.columns import Column, Shown
from hscp.admin.spreadsheets.plans import Change
from hscp.admin.spreadsheets.record_sheets import RecordSheet
from hscp.admin.spreadsheets.sheets import Sheet
from hscp.links import deciding
from hscp.links.addresses import clean_address
from hscp.links.enums import LinkKind, LinkState
from hscp.links.models import Linked
from hscp.web.typed_numbers import whole_number

_SUGGESTION_IS_RIGHT = {"yes", "y", "ok", "confirm", "confirmed"}
_KINDS = ChoiceCell(LinkKind.choices, LinkKind.choices)


class AddressCell(Cell):
    """A web address, or “yes” for the one that is suggested."""

    hint = "A web address, such as https://www.hants.gov.uk/form. Write yes where the suggested address is right."

    def clean(self, value, row=None, **kwargs):
        return "yes" if value.casefold() in _SUGGESTION_IS_RIGHT else clean_address(value)


def _confirmed(record):
    """Return the first link of a record that somebody has confirmed, or None."""
    return next((row.link for row in _links(record) if row.link.state == LinkState.CONFIRMED), None)


def _suggested(record):
    """Return the first link of a record that is only suggested, or None."""
    return next((row.link for row in _links(record) if row.link.state == LinkState.SUGGESTED), None)


def _links(record):
    return [row for row in record.link_rows.all() if row.link_id]


def _of(find, value):
    """Return a function that gives `value(link)` for the link that `find` finds of a record, or ""."""
    return lambda record: value(link) if (link := find(record)) else ""


def _column(name, heading, cell, value, help):
    """Return a column that sets something of the link: `value` gives it for a record as it is."""
    return Column(name=name, heading=heading, cell=cell, value=value, help=help)


class LeadsSomewhereSheet(RecordSheet):
    """Records with links and files, and where they lead; the sheet of links to fill in sets it."""

    leads_to = Shown(
        "Leads to",
        lambda record: record.target,
        "Set it on the form, at the desk or with the sheet of links.",
    )

    def with_lists(self, queryset):
        return super().with_lists(queryset).with_links()


class LinksSheet(Sheet):
    """Rows of all kinds of record that lead somewhere. What a row says is decided by `hscp.links.deciding`."""

    name = "Links to fill in"
    makes_new = False

    def __init__(self, request):
        super().__init__(request)
        self.set_columns(
            [
                _column(
                    "address",
                    "Address",
                    AddressCell(),
                    _of(_confirmed, lambda link: link.address),
                    "Where the record leads.",
                ),
                _column(
                    "parent_page",
                    "Only the parent page",
                    _BlankYesNo(),
                    _of(_confirmed, lambda link: link.parent_page),
                    "Yes where the address is not the thing itself, but the page on which it is found.",
                ),
                _column(
                    "label",
                    "Label",
                    Cell(),
                    _of(_confirmed, lambda link: link.label),
                    "What readers open, if it is not the record itself, such as Welsh leaflet.",
                ),
                _column(
                    "kind",
                    "Kind of link",
                    _KINDS,
                    _of(_confirmed, lambda link: link.kind),
                    "What is behind the address.",
                ),
                _column(
                    "not_available",
                    "Not available, because",
                    Cell(),
                    lambda record: record.not_available,
                    "Why it is nowhere to be had, for readers. Then leave the address empty.",
                ),
            ],
            first=[
                Shown("Record", lambda record: record.title, "What the link is for."),
                Shown(
                    "Kind of record",
                    lambda record: str(record._meta.verbose_name),
                    "What kind of record it is.",
                ),
                Shown(
                    "Suggested address",
                    _of(_suggested, lambda link: link.address),
                    "Found in public. Nobody has checked it.",
                ),
                Shown(
                    "Suggested as the parent page",
                    _of(_suggested, lambda link: "Yes" if link.parent_page else "No"),
                    "Whether it is only the page on which the thing is found.",
                ),
                Shown(
                    "Evidence",
                    _of(_suggested, lambda link: link.evidence),
                    "Where the suggested address was found.",
                ),
            ],
            key=_key,
        )

    @staticmethod
    def to_fill_in():
        """Return the records that lead nowhere or have a suggestion, by kind and title, with their links. One query a kind, and its links."""
        found = []
        for model in Linked.__subclasses__():
            wanted = (
                Q(link_rows__link__state=LinkState.SUGGESTED, not_available="") | model.link_missing_filter()
            )
            records = model.objects.planned().filter(wanted).distinct().order_by("title", "pk")
            found += records.prefetch_related("link_rows__link")
        return found

    def load(self, keys, lock):
        records = {}
        for model in Linked.__subclasses__():
            start = f"{model._meta.model_name}-"
            named = [whole_number(key.removeprefix(start)) for key in keys if key.startswith(start)]
            pks = {pk for pk in named if pk is not None}
            if not pks:
                continue
            if lock:
                list(
                    model.objects.select_for_update()
                    .filter(pk__in=pks)
                    .order_by("pk")
                    .values_list("pk", flat=True)
                )
            for record in model.objects.filter(pk__in=pks).prefetch_related("link_rows__link"):
                records[_key(record)] = record
        return records

    def also_seen(self, record):
        return [f"{row.link.address} {row.link.state} {row.link.parent_page}" for row in _links(record)]

    def check(self, record, given, *, is_new):
        address, because = given.get("address", ""), given.get("not_available", "")
        suggested, confirmed = _suggested(record), _confirmed(record)
        if address == "yes" and suggested is None and confirmed is not None:
            return False  # it was applied before
        if address and because:
            self.refuse(("Not available, because", "Give an address, or why there is none: not both."))
        if "not_available" in given and not because:
            self.refuse(("Not available, because", "To take it back, give the address."))
        if "address" in given and not address:
            self.refuse(("Address", "To take an address away, withdraw the link in the list of links."))
        if address == "yes" and suggested is None:
            self.refuse(("Address", "No address is suggested for this record: write the address."))
        if not address and not because and confirmed is None:
            self.refuse(("Address", "Give the address too, or write yes where the suggested one is right."))
        self._given_now = given
        self._stands = suggested if address == "yes" else confirmed if not address else None
        if address == "yes":
            self.entry.changes = [
                Change(each.heading, each.old, suggested.address) if each.heading == "Address" else each
                for each in self.entry.changes
            ]
        return True

    def save(self, record, *, is_new):
        given, by, link = self._given_now, self.request.user, self._stands
        parent_page = given.get("parent_page")
        try:
            if because := given.get("not_available"):
                deciding.not_available([record], because, by=by)
                return
            if link is not None:
                link = deciding.confirm(link, by=by, parent_page=parent_page)
                address, parent_page = link.address, link.parent_page
            else:
                address = given["address"]
            if link is None or {"kind", "label"} & given.keys():
                more = {name: given[name] for name in ("kind", "label") if name in given}
                deciding.lead_to([record], address, by=by, parent_page=bool(parent_page), **more)
        except ValidationError as error:
            self.refuse(*(("Address", message) for message in error.messages))


class _BlankYesNo(YesNoCell):
    """Yes, no, or empty where there is no link yet."""

    def render(self, value, obj=None, **kwargs):
        return "" if value in ("", None) else super().render(value)


def _key(record):
    return f"{record._meta.model_name}-{record.pk}"
