"""Compares what a document says of each record with what is stored, field by field and row by row."""

from django.core.exceptions import ValidationError

from hscp.brochure.importing.exported_text import with_hidden
from hscp.brochure.importing.plan_entries import DELETED, Difference, Problem
from hscp.brochure.importing.record_types import Target, Wanted
from hscp.brochure.importing.three_way_comparison import (
    NOTHING,
    ListComparison,
    Outcome,
    canonical_html,
    compare_guess,
    compare_lists,
    compare_values,
)
from hscp.records.rich_text import RichTextField
from hscp.records.rich_text.plain_text import as_lines
from hscp.records.state import State


class Comparer:
    """Fills in the differences of entries. Collects what no record can hold in `problems`, the rest in `notices`.

    Without `knows_hidden` the document says nothing of what the public does not see.
    """

    def __init__(self, stored, resolve, *, knows_hidden=True):
        self._stored = stored
        self._knows_hidden = knows_hidden
        self._resolve = resolve
        self.problems = []
        self.notices = []

    def check(self, entry):
        """Leave out the values that their fields refuse, and the record itself if its name is refused."""
        first = entry.wanted[0]
        name = entry.record_type.name
        values = {**first.guesses, **first.fields}
        if entry.target.record is None or first.renamed:
            values = {name: first.title, **values}
        for field_name, value in values.items():
            part = first.part(field_name)
            field = None if part else entry.target.model._meta.get_field(field_name)
            if field is not None and field.is_relation:
                continue
            try:
                part.check(value) if part else field.clean(value, None)
            except ValidationError as error:
                self._refuse(entry, field_name, " ".join(error.messages))
                entry.target.refused |= field_name == name

    def _refuse(self, entry, field_name, message):
        label = self._label(entry, field_name)
        self.problems.append(Problem(entry.where, entry.label, label, message))
        entry.refused.add(field_name)

    def compare(self, entry):
        """Find the differences between what the document says of a record and what is stored."""
        if entry.target.refused:
            return
        first, record = entry.wanted[0], entry.target.record
        if getattr(record, "state", "") == State.ARCHIVED:
            self.notices.append(f"“{entry.label}” is archived, and the document names it ({entry.where}).")
        if entry.was_deleted:
            entry.differences.append(
                Difference(
                    key=f"{entry.target.model._meta.label_lower}.{entry.target.deleted_id}.{DELETED}",
                    label="record",
                    old="deleted since the last import",
                    new=entry.label,
                    conflict=True,
                )
            )
        for name, value in first.fields.items():
            self._compare_field(entry, name, value, guess=False)
        for name, value in first.guesses.items():
            self._compare_field(entry, name, value, guess=True)
        self._compare_names(entry)
        for name in dict.fromkeys(name for each in entry.wanted for name in each.lists):
            self._compare_list(entry, entry.record_type.list_type(name))
        entry.settle()

    # Fields

    def _compare_field(self, entry, name, value, *, guess):
        if name in entry.refused:
            return
        part = entry.wanted[0].part(name)
        field = None if part else entry.target.model._meta.get_field(name)
        if field is not None and field.is_relation and value is not None:
            found = self._resolve(value)
            if found is None and not guess:
                self._refuse(
                    entry, name, f"There is no {field.related_model._meta.verbose_name} “{value.title}”."
                )
            if found is None or not found.expected or found is entry.target:
                return
            value = found
        entry.said[name] = value
        if entry.target.record is None:
            if shown := self._as_text(part, field, value):
                self._add(entry, name, "", shown, value, Outcome.CHANGED)
            return
        current = self._current(entry.target, part, field)
        outcome = self._outcome(entry.target, name, part, field, current, value, guess)
        if outcome is Outcome.UNCHANGED:
            if self._comparable(part, field, current) != self._comparable(part, field, value):
                entry.kept.add(name)
            return
        self._add(
            entry,
            name,
            self._as_text(part, field, current),
            self._as_text(part, field, value),
            value,
            outcome,
        )

    def _add(self, entry, name, old, new, value, outcome):
        part = entry.wanted[0].part(name)
        kept_because = ""
        if part and entry.target.record is not None:
            free = outcome is Outcome.CHANGED and part.is_free(self._current(entry.target, part, None))
            kept_because = "" if free else part.kept_because
        entry.differences.append(
            Difference(
                key=f"{entry.key}.{name}",
                label=self._label(entry, name),
                old=old,
                new=new,
                conflict=outcome is Outcome.CONFLICT or bool(kept_because),
                kept_because=kept_because,
                field=name,
                value=value,
            )
        )

    def _outcome(self, target, name, part, field, current, value, guess):
        def comparable(value):
            return self._comparable(part, field, value)

        def from_json(value):
            is_record = field is not None and field.is_relation
            return comparable(self._stored.target(field.related_model, value) if is_record else value)

        own = self._stored.imported(target, name)
        own = own if own is NOTHING else from_json(own)
        others = [from_json(each) for each in self._stored.imported_by_others(target, name)]
        blank = not current or (field is not None and current == field.get_default())
        now, wanted = comparable(current), comparable(value)
        if guess:
            return compare_guess(current=now, wanted=wanted, own=own, others=others, blank=blank)
        return compare_values(
            current=now, wanted=wanted, imported=others if own is NOTHING else [own], blank=blank
        )

    def _current(self, target, part, field):
        if part:
            return self._stored.parts[part].get(target.pk, [])
        value = getattr(target.record, field.attname)
        return self._stored.target(field.related_model, value) if field.is_relation else value

    @staticmethod
    def _comparable(part, field, value):
        if part:
            return part.comparable(value)
        if isinstance(field, RichTextField) and isinstance(value, str):
            return canonical_html(value)
        return value

    @staticmethod
    def _as_text(part, field, value):
        """A value as an editor reads it."""
        if part:
            return part.as_text(value)
        if value is None:
            return ""
        if isinstance(value, Target):
            return value.label
        if isinstance(value, bool):
            return "yes" if value else "no"
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return as_lines(value) if isinstance(field, RichTextField) else str(value)

    @staticmethod
    def _label(entry, name):
        part = entry.wanted[0].part(name)
        return part.label if part else str(entry.target.model._meta.get_field(name).verbose_name)

    # Names

    def _compare_names(self, entry):
        """Add printed forms that the record does not have as other names. A title is never changed by a variant."""
        record_type, target = entry.record_type, entry.target
        forms = list(dict.fromkeys(form for each in entry.wanted for form in each.forms))
        entry.forms = forms
        if target.record is None:
            if record_type.alias and len(forms) > 1:
                others = "\n".join(form for form in forms if form != entry.wanted[0].title)
                self._add(entry, record_type.alias, "", others, others, Outcome.CHANGED)
            return
        if not record_type.alias:
            return
        if entry.wanted[0].renamed:
            self._rename(entry)
            return
        aliases = [line.strip() for line in getattr(target.record, record_type.alias).splitlines()]
        have = {target.title, *aliases, *(getattr(target.record, name) for name in record_type.also)}
        imported_title = self._imported(target, record_type.name)
        if imported_title in forms and imported_title not in have:
            self._add(entry, record_type.name, target.title, imported_title, imported_title, Outcome.CONFLICT)
            have.add(imported_title)
        missing = [form for form in forms if form not in have]
        before = self._imported(target, record_type.alias)
        new = missing if before is NOTHING else [form for form in missing if form not in before]
        if missing:
            outcome = Outcome.CHANGED if new else Outcome.CONFLICT
            old = getattr(target.record, record_type.alias)
            value = "\n".join([*(line for line in aliases if line), *(new or missing)])
            self._add(entry, record_type.alias, old, value, value, outcome)

    def _rename(self, entry):
        """Give a record the title that it now has in the document. The former one stays as another name."""
        record_type, target, title = entry.record_type, entry.target, entry.wanted[0].title
        old = getattr(target.record, record_type.alias)
        names = dict.fromkeys([*filter(None, map(str.strip, old.splitlines())), target.title, *entry.forms])
        names.pop(title, None)
        value = "\n".join(names)
        self._add(entry, record_type.name, target.title, title, title, Outcome.CHANGED)
        self._add(entry, record_type.alias, old, value, value, Outcome.CHANGED)

    def _imported(self, target, name):
        """What was imported last, by this source or else by another."""
        own = self._stored.imported(target, name)
        others = self._stored.imported_by_others(target, name)
        return others[-1] if own is NOTHING and others else own

    # Lists

    def _compare_list(self, entry, list_type):
        wanted = self._wanted_rows(entry, list_type)
        target = entry.target
        if target.record is None:
            comparison = compare_lists(current=[], wanted=wanted, imported=None)
        else:
            current = self._stored.current_list(list_type, target)
            comparison = compare_lists(
                current=current,
                wanted=wanted if self._knows_hidden else with_hidden(wanted, current),
                imported=self._stored.imported_list(list_type, target),
            )
        entry.lists[list_type] = comparison
        shown = [
            change for change in comparison.changes if change.key is None or self._is_expected(change.key)
        ]
        if target.record is None:
            if shown:
                names = "\n".join(self._row_text(list_type, change.key, change.new) for change in shown)
                entry.differences.append(
                    Difference(key=f"{entry.key}.{list_type.name}", label=list_type.label, old="", new=names)
                )
            return
        for change in shown:
            entry.differences.append(self._row_difference(entry, list_type, comparison, change))

    @staticmethod
    def _is_expected(key):
        return not isinstance(key[0], Target) or key[0].expected

    def _wanted_rows(self, entry, list_type):
        """The rows that the document has, each once, as {(item, place): attribute}, in the order they are shown."""
        rows = {}
        for each in entry.wanted:
            for item, section, attribute in each.lists.get(list_type.name, ()):
                found = self._resolve(item) if list_type.item_model else item
                if found is None:
                    name = list_type.item_model._meta.verbose_name
                    self.problems.append(
                        Problem(
                            entry.where, entry.label, list_type.label, f"There is no {name} “{item.title}”."
                        )
                    )
                    continue
                if isinstance(found, Target) and found.refused:
                    continue
                if list_type.attribute_model:
                    attribute = self._resolve(attribute)
                    if attribute is found or (attribute is not None and not attribute.expected):
                        attribute = None
                # Of two titles that were merged, the record's own says under what it stands.
                is_own = isinstance(item, Wanted) and not item.is_other_name
                if rows.get((found, section)) is None or (is_own and attribute is not None):
                    rows[found, section] = attribute
        if list_type.section:
            return dict(sorted(rows.items(), key=lambda row: list_type.section_order(row[0][1])))
        return rows

    def _row_difference(self, entry, list_type, comparison, change):
        label, old, new = list_type.label, "", ""
        if change.action == "order":
            with_order = ListComparison(comparison.current, comparison.wanted, [change]).result(
                lambda _: True
            )
            label = f"order of the {list_type.label}"
            old = "\n".join(self._row_text(list_type, *row) for row in comparison.current.items())
            new = "\n".join(self._row_text(list_type, *row) for row in with_order)
            key = "order"
        else:
            if change.action != "add":
                old = self._row_text(list_type, change.key, change.old)
            if change.action != "remove":
                new = self._row_text(list_type, change.key, change.new)
            item, section = change.key
            number = item.pk if isinstance(item, Target) else item
            key = f"{change.action}.{number}.{section}"
        return Difference(
            key=f"{entry.key}.{list_type.name}.{key}",
            label=label,
            old=old,
            new=new,
            conflict=change.outcome is Outcome.CONFLICT,
            list_type=list_type,
            row=change,
        )

    @staticmethod
    def _row_text(list_type, key, attribute):
        """A row as an editor reads it: the item, the group it stands under, and its section."""
        item, section = key
        if isinstance(item, Target):
            text = item.label
            if isinstance(attribute, Target):
                text = f"{text}, under “{attribute.title}”"
        elif list_type.attribute_model:
            text = dict(list_type.through._meta.get_field(list_type.item).flatchoices).get(item, item)
            if isinstance(attribute, Target):
                text = f"{text} (“{attribute.title}”)"
        else:
            text = attribute or item
        if section:
            sections = dict(list_type.through._meta.get_field(list_type.section).flatchoices)
            text = f"{text} ({sections[section]})"
        return text
