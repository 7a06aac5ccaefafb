"""Addresses of the admin, and its forms as a browser would send them."""

from html.parser import HTMLParser

from django.urls import reverse


def address(record, page, *args):
    """Return the address of a record's `page` in the admin ("change", "delete", "history" ...)."""
    return reverse(
        f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}", args=[record.pk, *args]
    )


def list_address(model, page="changelist"):
    """Return the address of a model's list, or of its form for a new record with page="add"."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


def filled_in(response, **changes):
    """Return what saving the form of `response` unchanged would post, with `changes` by field name.

    Reads the page as a browser does, so that what it does not offer is not sent.
    """
    form = _Form()
    form.feed(response.text)
    return form.values | changes


class _Form(HTMLParser):
    """Collects the values of the controls in the admin's main form."""

    def __init__(self):
        super().__init__()
        self.values, self._inside, self._select, self._textarea = {}, False, None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self._inside = attrs.get("id", "").endswith("_form")
        if not self._inside:
            return
        name = attrs.get("name")
        if tag == "select":
            self._select = (name, "multiple" in attrs)
        elif tag == "option" and "selected" in attrs:
            self._choose(attrs.get("value", ""))
        elif tag == "textarea":
            self._textarea, self.values[name] = name, ""
        elif tag == "input" and name:
            kind = attrs.get("type", "text")
            if kind in {"checkbox", "radio"} and "checked" in attrs:
                self.values[name] = attrs.get("value", "on")
            elif kind not in {"checkbox", "radio", "submit", "file"}:
                self.values[name] = attrs.get("value", "")

    def _choose(self, value):
        name, multiple = self._select
        if multiple:
            self.values.setdefault(name, []).append(value)
        else:
            self.values[name] = value

    def handle_data(self, data):
        if self._textarea:
            self.values[self._textarea] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._textarea:
            # The first line break after the tag is not part of the text.
            self.values[self._textarea] = self.values[self._textarea].removeprefix("\n")
            self._textarea = None


def act(client, model, action, *records, **extra):
    """Choose a bulk `action` for `records` in the list of `model`; return the response after the redirect."""
    data = {"action": action, "_selected_action": [record.pk for record in records], **extra}
    return client.post(list_address(model), data, follow=True)


def messages_of(response):
    """Return the messages on the page, as a list of str."""
    return [str(message) for message in response.context["messages"]]
