"""What editors choose and type at the link desk."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef

from hscp.admin.filters import MOST_CHOICES
from hscp.links.addresses import LONGEST
from hscp.links.desk.deciding import CHOICES, OF_A_LINK, Decision
from hscp.links.desk.kinds import BY_NAME
from hscp.links.desk.lines import Choice
from hscp.records.state import State
from hscp.web.typed_numbers import whole_number
from resources.models import Publisher
from themes.models import Theme


class ChoiceForm(forms.Form):
    """The filters of the desk. A value that is not known filters nothing."""

    kind = forms.ChoiceField(required=False)
    theme = forms.ModelChoiceField(Theme.objects.none(), required=False, empty_label="All themes")
    publisher = forms.ModelChoiceField(
        Publisher.objects.none(), required=False, label="Publisher or provider", empty_label="All of them"
    )
    suggested = forms.BooleanField(required=False, label="Only with a suggestion")

    def __init__(self, data, *, kinds):
        super().__init__(data, auto_id="desk-%s", label_suffix="")
        self.fields["kind"].choices = [("", "All kinds"), *((kind.name, kind.label) for kind in kinds)]
        self.fields["theme"].queryset = Theme.objects.exclude(state=State.ARCHIVED).in_order()
        self.fields["publisher"].queryset = Publisher.objects.order_by("name", "pk")
        with_publisher = [kind for kind in kinds if kind.publisher]
        condition = None
        for kind in with_publisher:
            used = Exists(kind.records().filter(**{kind.publisher: OuterRef("pk")}))
            condition = used if condition is None else condition | used
        publishers = (
            Publisher.objects.filter(condition) if condition is not None else Publisher.objects.none()
        )
        for name, records in (("theme", self.fields["theme"].queryset), ("publisher", publishers)):
            shown = [("", self.fields[name].empty_label)]
            shown += [(record.pk, str(record)) for record in records[:MOST_CHOICES]]
            self.fields[name].widget.choices = shown

    @property
    def choice(self):
        """The Choice that is asked for."""
        self.is_valid()
        asked = self.cleaned_data
        theme, publisher = asked.get("theme"), asked.get("publisher")
        return Choice(
            asked.get("kind") or None,
            theme.pk if theme else None,
            publisher.pk if publisher else None,
            bool(asked.get("suggested")),
        )


class DecisionForm(forms.Form):
    """A decision about one line. Enter in a box saves what was typed there: the choice is then "typed"."""

    decision = forms.CharField(max_length=40)
    address = forms.CharField(required=False, max_length=LONGEST * 3)
    parent_page = forms.BooleanField(required=False)
    because = forms.CharField(
        required=False,
        max_length=300,
        error_messages={"max_length": "Give the reason in at most 300 characters."},
    )

    def clean(self):
        """Find out which choice is meant, and refuse one without what it needs."""
        cleaned = super().clean()
        choice, _, number = cleaned.get("decision", "").partition(":")
        address, because = cleaned.get("address", ""), cleaned.get("because", "")
        if choice == "typed":
            if address and because:
                raise ValidationError("Give another address, or say why it is not available, not both.")
            choice = "unavailable" if because else "address"
        if choice not in CHOICES or (choice in OF_A_LINK) != bool(whole_number(number)):
            raise ValidationError("Choose one of the decisions.")
        if choice == "address" and not address:
            self.add_error("address", "Give the web address.")
        if choice == "unavailable" and not because:
            self.add_error("because", "Say why, for readers: they see it on the page.")
        parent_page = bool(cleaned.get("parent_page"))
        self.taken = Decision(choice, whole_number(number) or None, address, parent_page, because)
        return cleaned


def members_of(keys):
    """Return the (kind, number) of `keys` such as "resource-12", without those that name nothing."""
    found = []
    for key in keys:
        name, _, text = key.partition("-")
        if name in BY_NAME and (number := whole_number(text)):
            found.append((BY_NAME[name], number))
    return found
