"""Writes the rows of a record's list, deleting, adding and changing only what differs."""

from hscp.brochure.importing.record_types import Target


class RowWriter:
    """Makes the stored rows of one record's list equal to a given list."""

    def __init__(self, list_type, target, stored):
        self._type = list_type
        self._target = target
        self._current = {
            stored.row_key(list_type, row): row for row in stored.rows[list_type].get(target.pk, ())
        }
        self._before = [(key, stored.row_attribute(list_type, row)) for key, row in self._current.items()]
        self._has_order = any(field.name == "order" for field in list_type.through._meta.concrete_fields)

    def write(self, wanted):
        """Make the rows equal `wanted`, a list of (key, attribute) in order. Return whether anything was written."""
        if wanted == self._before:
            return False
        manager = self._type.through._base_manager
        keys = {key for key, _ in wanted}
        gone = [row.pk for key, row in self._current.items() if key not in keys]
        manager.filter(pk__in=gone).delete()
        new, changed = [], []
        for position, (key, attribute) in enumerate(wanted, start=1):
            row = self._current.get(key)
            if row is None:
                new.append(self._new_row(key, attribute, position))
            elif self._update(row, attribute, position):
                changed.append(row)
        manager.bulk_create(new)
        if changed:
            names = [name for name in (self._type.attribute, self._has_order and "order") if name]
            manager.bulk_update(changed, names)
        return True

    def _new_row(self, key, attribute, position):
        item, section = key
        row = self._type.through()
        setattr(row, self._type.owner, self._target.record)
        self._set(row, self._type.item, item)
        if self._type.section:
            setattr(row, self._type.section, section)
        if self._type.attribute:
            self._set(row, self._type.attribute, attribute)
        if self._has_order:
            # Seen from the items' side (the pathways of a theme), the rows are in the order of their owners.
            row.order = position if self._type.ordered else self._target.record.order
        return row

    def _update(self, row, attribute, position):
        """Set what differs in a stored row. Return whether anything did."""
        before = [getattr(row, name, None) for name in (self._type.attribute, "order") if name]
        if self._type.attribute:
            self._set(row, self._type.attribute, attribute)
        if self._type.ordered:
            row.order = position
        return before != [getattr(row, name, None) for name in (self._type.attribute, "order") if name]

    @staticmethod
    def _set(row, name, value):
        setattr(row, name, value.record if isinstance(value, Target) else value)
