"""The values of a form as a browser would post them, so that a row is checked by the very form that editors fill in."""

from datetime import date, datetime, time

from django.forms import MultiWidget
from django.http import QueryDict


def posted(form, given):
    """Return what posting `form` (unbound, of one record) would send, with the values `given` ({name: value}) instead."""
    data = QueryDict(mutable=True)
    for name, field in form.fields.items():
        value = given[name] if name in given else form[name].value()
        widget = getattr(field.widget, "widget", field.widget)
        if isinstance(widget, MultiWidget):
            for ending, part in zip(widget.widgets_names, widget.decompress(value), strict=True):
                data[f"{name}{ending}"] = _text(part)
        else:
            value = field.prepare_value(value)
            if isinstance(value, list | tuple | set):
                data.setlist(name, [_text(each) for each in value])
            elif value is not None and value is not False:
                data[name] = _text(value)
    return data


def _text(value):
    match value:
        case None:
            return ""
        case True:
            return "on"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case date():
            return f"{value:%Y-%m-%d}"
        case time():
            return f"{value:%H:%M:%S}"
    return str(value)
