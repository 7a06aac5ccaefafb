"""A new record that resembles one there is: the form asks once, before it makes a second."""

from django.db.models import Q

from hscp.admin.extra_pages import admin_address
from hscp.links.models import Linked
from hscp.records.alike import alike_records

# The box on the form; its value names the records that were seen.
NOT_THE_SAME = "not_the_same"
ASK = (
    "There may be this record already: look at the list “Looks like” at the top of the form. "
    "Open the one that is meant, or tick that this is a new one and save again."
)


class AsksAboutAlike:
    """Mixin for the form of a record. With `asks_about_alike`, a new record that resembles others is asked about.

    `alike` are those that it resembles, as (record, why), once the form is cleaned.
    """

    asks_about_alike = False
    alike = ()

    def clean(self):
        cleaned = super().clean()
        if self.asks_about_alike and self.instance.pk is None and not self.errors:
            self.alike = self._alike(cleaned.get("title", ""))
            seen = self.data.get(NOT_THE_SAME, "").split(",")
            if any(str(record.pk) not in seen for record, _ in self.alike):
                self.add_error(None, ASK)
        return cleaned

    def _alike(self, title):
        model = type(self.instance)
        found = dict.fromkeys(alike_records(model, title), "a title that looks alike")
        for record in self._leading_to_the_same(model):
            found.setdefault(record, "the same link or file")
        return list(found.items())

    def _leading_to_the_same(self, model):
        """Return the records of the kind that lead to an address or a file that was typed in the rows of this form."""
        if not issubclass(model, Linked):
            return []
        typed = {
            end: {
                value.strip()
                for name, value in self.data.items()
                if name.startswith("link_rows-") and name.endswith(f"-{end}") and value.strip()
            }
            for end in ("address", "file")
        }
        files = [int(number) for number in typed["file"] if number.isdecimal() and len(number) < 19]
        if not typed["address"] and not files:
            return []
        same = Q(link_rows__link__address__in=typed["address"]) | Q(link_rows__file__in=files)
        return list(model._default_manager.filter(same).distinct().order_by("title", "pk")[:10])


def about_alike(opts, form):
    """Return what the form's page says of the records that `form` resembles: each with its address, and the box."""
    seen = form.data.get(NOT_THE_SAME, "").split(",") if form.is_bound else []
    return {
        "alike": [
            {"record": record, "why": why, "url": admin_address(opts, "change", record.pk)}
            for record, why in getattr(form, "alike", ())
        ],
        "alike_box": NOT_THE_SAME,
        "alike_keys": ",".join(str(record.pk) for record, _ in getattr(form, "alike", ())),
        "alike_seen": all(str(record.pk) in seen for record, _ in getattr(form, "alike", ())),
    }
