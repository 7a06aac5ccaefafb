"""The editors' form of a wording, beside the English that it is made from."""

import hashlib
import json
from dataclasses import asdict

from django import forms
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.text import capfirst

from hscp.admin import PublishableAdmin, RecordForm
from hscp.admin.extra_pages import admin_address
from hscp.languages.models import NOBODY_WROTE_IT, TEXTS, Language, Translatable, Wording
from hscp.languages.pages.posters import why_no_poster
from hscp.languages.pages.views import WordingDetail
from hscp.records.history.text_diff import text_pieces
from hscp.records.rich_text import RichTextField
from hscp.records.rich_text.plain_text import as_lines
from hscp.records.state import State

_LABELS = {"title": "Title", "summary": "Summary", "body": "Text", "message": "Message of the poster"}
_BEHIND = (
    "The English has changed since this form was opened. It stands beside the form as it is now: look at it, then save again. What "
    "you typed is still here."
)


def translatable_at(text):
    """Return the Translatable whose public page has the address or path `text`; None for any other text."""
    path = text.strip().partition("?")[0].partition("#")[0]
    if "://" in path:
        path = "/" + path.partition("://")[2].partition("/")[2]
    try:
        match = resolve(path)
    except Resolver404:
        return None
    model = getattr(getattr(match.func, "view_class", None), "model", None)
    if model is None or not issubclass(model, Translatable) or "slug" not in match.kwargs:
        return None
    return model.objects.filter(slug=match.kwargs["slug"]).first()


def fingerprint(english):
    """Return a code that is another one when an EnglishText is."""
    return hashlib.sha256(json.dumps(asdict(english)).encode()).hexdigest()[:16]


class WordingForm(RecordForm):
    """A wording. A new one names the English page; one that is behind asks whether it now says what the English says."""

    english_page = forms.CharField(
        label="English page",
        max_length=500,
        help_text="Its address, such as /toolkits/neglect/. The page of a record has a link that fills it in.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    up_to_date = forms.BooleanField(
        label="It says what the English says now",
        required=False,
        help_text="Tick it once you have looked at all that changed in the English. Readers are then no longer told that it is behind.",
    )
    english_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("english_page", None)
            self.english = self.instance.english
        else:
            page = self.data.get(self.add_prefix("english_page")) or self.initial.get("english_page") or ""
            self.english = translatable_at(page)
        if not self.instance.is_outdated:
            self.fields.pop("up_to_date", None)
        if self.english is not None:
            self.initial["english_seen"] = fingerprint(self.english.english_text())
        language = self.instance.language if self.instance.pk else None
        for name in (*TEXTS, "aliases"):
            if name in self.fields:
                attrs = self.fields[name].widget.attrs
                attrs |= {"lang": language.lang, "dir": language.direction} if language else {"dir": "auto"}

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk is None and "english_page" not in self.errors:
            self._begin(cleaned)
        now = self.english and fingerprint(self.english.english_text())
        if now and cleaned.get("english_seen") not in ("", None, now):
            # The page shows the English as it is now, so the next saving is about that.
            self.data = self.data.copy()
            self.data[self.add_prefix("english_seen")] = now
            raise ValidationError(_BEHIND)
        if self.english and not self.errors and (self.instance.pk is None or cleaned.get("up_to_date")):
            self.instance.made_from_now()
        if cleaned.get("state") == State.PUBLISHED and not cleaned.get("translator", "").strip():
            self.add_error("translator", NOBODY_WROTE_IT)
        return cleaned

    def _begin(self, cleaned):
        if self.english is None:
            self.add_error("english_page", "No page that can be in other languages has this address.")
        elif why_not := self.english.why_not_worded():
            self.add_error("english_page", why_not)
        else:
            self.instance.content_type = ContentType.objects.get_for_model(self.english)
            self.instance.object_id = self.english.pk
            language = cleaned.get("language")
            if language and Wording.objects.of(self.english).filter(language=language).exists():
                self.add_error(
                    "language",
                    "This page is there in this language already: open it from the page of the record.",
                )


class BehindFilter(admin.SimpleListFilter):
    """Whether the English has changed since."""

    title = "the English"
    parameter_name = "english"

    def lookups(self, request, model_admin):
        return [("behind", "Changed since"), ("same", "Has not changed")]

    def queryset(self, request, queryset):
        if self.value() in ("behind", "same"):
            return queryset.filter(outdated_since__isnull=self.value() == "same")
        return queryset


@admin.register(Wording)
class WordingAdmin(PublishableAdmin):
    """A page in another language or in easy read."""

    form = WordingForm
    page_view = WordingDetail
    change_form_template = "admin/languages/wording/change_form.html"
    prepopulated_fields = {}
    search_fields = ["title", "aliases", "summary", "translator"]
    own_columns = ["english_title", "language", "english_changed"]
    own_filters = ["language", BehindFilter]
    list_select_related = ["owner", "language", "content_type"]

    def get_fieldsets(self, request, obj=None):
        begins = ["english_page", "language"] if obj is None else ["language"]
        behind = ["up_to_date"] if obj is not None and obj.is_outdated else []
        parts = [
            (
                "What it is",
                {
                    "fields": begins,
                    "description": "One page in one language, or in easy read: English in short sentences and plain words.",
                },
            ),
            (
                "The text",
                {
                    "fields": ["title", "summary", "body", "message", "aliases", *behind, "english_seen"],
                    "description": "Leave out numbers, hours and addresses: the page shows those of the English record as they are.",
                },
            ),
            (
                "Who wrote and checked it",
                {
                    "fields": ["translator", "written_on", "checked_by", "checked_on"],
                    "description": "Readers do not see it. Nothing is published without an agency or a team that wrote it.",
                },
            ),
        ]
        # The usual first part has an address of its own, which a wording does not need.
        return [*parts, super().get_fieldsets(request, obj)[-1]]

    def get_readonly_fields(self, request, obj=None):
        """Leave the language as it is once there is a wording: it stands in the address."""
        return [*super().get_readonly_fields(request, obj), *(["language"] if obj else [])]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("english")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        # The same words in two languages are two pages.
        form.asks_about_alike = False
        return form

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "language":
            kwargs["queryset"] = Language.objects.order_by("name", "pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def publishing_problems(self, queryset):
        return {wording.pk: why for wording in queryset if (why := wording.why_not_published)}

    def has_merge_permission(self, request):
        """Let nobody make two wordings one: they are two languages, or of two pages."""
        return False

    def on_site(self, record):
        if record.state == State.PUBLISHED and not record.language.in_use:
            return "Its language is not in use"
        if record.state == State.PUBLISHED and not record.english.is_live():
            return "The English page is not shown"
        return super().on_site(record)

    @admin.display(description="English page")
    def english_title(self, wording):
        return wording.english.title

    @admin.display(description="English", ordering="outdated_since")
    def english_changed(self, wording):
        since = wording.outdated_since
        return f"Changed {timezone.localdate(since):%-d %b %Y}" if since else "As it was"

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        english = getattr(context["adminform"].form, "english", None)
        if english is not None:
            context |= {"english": english, "english_side": _side(english, obj), "direction": "ltr"}
            context["english_url"] = admin_address(english._meta, "change", english.pk)
            context["english_kind"] = capfirst(english._meta.verbose_name)
        if obj is not None:
            context["direction"] = obj.language.direction
            context["why_no_poster"] = why_no_poster(obj) if obj.content_type.model == "theme" else ""
        return super().render_change_form(request, context, add, change, form_url, obj)


def _side(english, wording):
    """Return [(label, the English now, how it changed since as pieces or None, whether it is rich text)] without the empty ones."""
    now = asdict(english.english_text())
    before = wording.made_from if wording is not None and wording.is_outdated else now
    found = []
    for name in TEXTS:
        is_rich = isinstance(Wording._meta.get_field(name), RichTextField)
        old, new = before.get(name, ""), now[name]
        changed = None
        if old != new:
            changed = text_pieces(*(as_lines(text) if is_rich else text for text in (old, new)))
        if old or new:
            found.append((_LABELS[name], new, changed, is_rich))
    return found
