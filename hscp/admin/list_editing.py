"""A list that is edited in place: who keeps each record, when it is looked at again, for which area and audience it is."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import BooleanField, DateField, IntegerField
from django.shortcuts import redirect

from hscp.admin.actions import OPEN_STATES
from hscp.admin.extra_pages import ListPage
from hscp.models import User
from hscp.records.row_changes import Cell, RowsRefused, as_typed, change_rows
from hscp.records.saving import CannotPublish
from hscp.web.wording import counted, full_name

# The public sees neither: whoever may work on this kind of record may set them, whatever the record's state.
HOUSEKEEPING = ("owner", "review_date")
# What the public reads or filters by.
SHOWN = ("area", "audience_group")


@dataclass
class _Box:
    """One field of one row: what is stored (`seen`), what was typed (`value`), and what is wrong with it."""

    name: str
    label: str
    seen: str
    value: str
    choices: list | None
    words: str = ""
    locked: bool = False
    problem: str = ""
    type: str = "text"


class EditListPage(ListPage):
    """The records of the list, with the same search, filters and order, and boxes for a few of their fields.

    A box counts as changed if it is not as it was shown. What somebody else changed meanwhile is not overwritten: nothing is
    saved then, and the row says so, with everything that was typed still there.
    """

    route = "edit-list/"
    name = "edit_list"
    template = "admin/history/edit_list.html"
    methods = ("GET", "HEAD", "POST")

    def handle(self):
        if not self.admin.has_change_permission(self.request):
            raise PermissionDenied
        try:
            self.list = self.admin.get_changelist_instance(self.request)
        except IncorrectLookupParameters:
            return self.to_list()
        usual = [*HOUSEKEEPING, *(name for name in SHOWN if _has(self.admin.model, name))]
        asked = [names for filter_, names in self.admin.edited_in_list.items() if filter_ in self.request.GET]
        self.names = list(asked[0]) if asked else usual
        self.records = list(self.list.result_list)
        self.choices = {name: self._choices(name) for name in self.names}
        self.bound_to_four_eyes = not {*self.names} <= {*HOUSEKEEPING} and self.admin.needs_second_person(
            self.request
        )
        return self._save() if self.request.method == "POST" else self._show({}, {})

    def _choices(self, name):
        """Return what a field can be chosen from as (value, words), or None for what is typed."""
        field = self.admin.model._meta.get_field(name)
        if name == "owner":
            people = User.objects.filter(is_staff=True, is_active=True)
            kept_by = {record.owner for record in self.records if record.owner}
            named = {str(person.pk): full_name(person) for person in [*people, *kept_by]}
            return [("", "–"), *sorted(named.items(), key=lambda each: each[1].casefold())]
        if field.flatchoices:
            return [
                *([("", "–")] if field.blank else []),
                *((str(key), str(words)) for key, words in field.flatchoices),
            ]
        return [("True", "Yes"), ("False", "No")] if isinstance(field, BooleanField) else None

    def _type(self, name):
        """Return the type of the box in which a field is typed."""
        field = self.admin.model._meta.get_field(name)
        if isinstance(field, DateField):
            return "date"
        return "number" if isinstance(field, IntegerField) else "text"

    def _is_open(self, record, name):
        """Whether this person may set the field here. What the public sees of a live record takes the right to publish."""
        if name in HOUSEKEEPING or record.state in OPEN_STATES:
            return True
        return self.admin.may_edit(self.request, record) and not self.bound_to_four_eyes

    def _show(self, typed, problems):
        """Return the page, with the values `typed` by (pk, field) in their boxes, and the `problems` beside them."""
        rows, locked = [], False
        for record in self.records:
            boxes = []
            for name in self.names:
                seen, choices = as_typed(record, name), self.choices[name]
                boxes.append(
                    _Box(
                        name=name,
                        label=str(self.admin.model._meta.get_field(name).verbose_name),
                        seen=seen,
                        value=typed.get((record.pk, name), seen),
                        choices=choices,
                        words=dict(choices or ()).get(seen, seen),
                        locked=not self._is_open(record, name),
                        problem=problems.get((record.pk, name), ""),
                        type=self._type(name),
                    )
                )
            locked = locked or any(box.locked for box in boxes)
            rows.append({"record": record, "state": self.admin.state_tag(record), "boxes": boxes})
        return self.render(
            f"Edit this list: {self.admin.opts.verbose_name_plural}",
            cl=self.list,
            rows=rows,
            labels=[str(self.admin.model._meta.get_field(name).verbose_name) for name in self.names],
            locked=locked,
            problems=len(problems),
        )

    def _save(self):
        typed, rows, problems = {}, {}, {}
        for record in self.records:
            for name in self.names:
                box = f"{record.pk}-{name}"
                value, seen = self.request.POST.get(box), self.request.POST.get(f"seen-{box}")
                if value is None or seen is None or value == seen:
                    continue
                if not self._is_open(record, name):
                    raise PermissionDenied
                typed[record.pk, name] = value
                try:
                    rows.setdefault(record.pk, {})[name] = Cell(seen, self._value(record, name, value))
                except ValidationError as error:
                    problems[record.pk, name] = " ".join(error.messages)
        if not rows and not problems:
            messages.info(self.request, "Nothing was changed.")
            return redirect(self.request.get_full_path())
        if not problems:
            try:
                changed = change_rows(model=self.admin.model, rows=rows, by=self.request.user)
            except RowsRefused as refused:
                problems = refused.problems
            except CannotPublish as error:
                messages.error(self.request, f"Nothing was saved. {error}")
                return self._show(typed, {})
            else:
                opts = self.admin.opts
                what = counted(changed, opts.verbose_name, opts.verbose_name_plural)
                messages.success(self.request, f"{what} changed.")
                return redirect(self.request.get_full_path())
        return self._show(typed, problems)

    def _value(self, record, name, text):
        """Return the value that was typed. Raises ValidationError."""
        choices = self.choices[name]
        if choices is not None and text not in dict(choices):
            raise ValidationError("Choose one of those offered.")
        field = self.admin.model._meta.get_field(name)
        if field.is_relation:
            return User.objects.get(pk=text) if text else None
        if text == "":
            return None if field.null else ""
        return field.clean(text, record)


def _has(model, name):
    return any(field.name == name for field in model._meta.concrete_fields)
