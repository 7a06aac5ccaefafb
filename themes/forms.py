"""The page beside a toolkit, resource, course or contact that puts it in packs, without opening each theme."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied

from hscp.admin.actions import OPEN_STATES
from hscp.admin.extra_pages import RecordPage
from hscp.editing.review.four_eyes import needs_second_person
from hscp.editing.snapshots import CannotPut
from hscp.records.saving import CannotPublish
from hscp.records.state import State
from hscp.vocabulary import Section
from themes.models import Theme, ThemeCourse, ThemePathway, ThemeResource, ThemeToolkit
from themes.pack_rows import PackChanged, places_in_draft, places_of, put_in_packs


class PacksPage(RecordPage):
    """Every theme, and whether its pack has the record. Subclasses name the `row` model and its field `item`.

    Who may change a theme on its own form may change its pack here. What is live changes at once only for who may publish it; the
    change of anybody else joins the theme's draft.
    """

    route = "packs/"
    name = "packs"
    template = "admin/themes/packs.html"
    permissions = ("themes.change_theme",)
    methods = ("GET", "HEAD", "POST")
    row = None
    item = ""

    def handle(self):
        if not self.admin.has_view_permission(self.request, self.record):
            raise PermissionDenied
        self.themes_admin = self.admin.admin_site.get_model_admin(Theme)
        self.in_sections = hasattr(self.row, "section")
        self.four_eyes = needs_second_person(Theme)
        places = places_of(self.row, self.item, self.record)
        themes = Theme.objects.in_order()
        self.themes = [theme for theme in themes if theme.state != State.ARCHIVED or theme.pk in places]
        # What the public sees of these changes only with their draft.
        self.drafted = {
            theme.pk
            for theme in self.themes
            if theme.state not in OPEN_STATES and not self._may_publish(theme)
        }
        for theme in self.themes:
            if theme.pk in self.drafted:
                places[theme.pk] = places_in_draft(self.row, self.item, self.record, theme) or [""]
        if self.request.method == "POST":
            return self._save(places)
        return self._show(places, {}, ())

    def _show(self, places, typed, changed):
        """Return the page; `typed` is what was chosen by theme key, `changed` the packs that others changed meanwhile."""
        rows = []
        for theme in self.themes:
            now = places.get(theme.pk, [""])
            rows.append(
                {
                    "theme": theme,
                    "seen": now[0],
                    "chosen": typed.get(theme.pk, now[0]),
                    "words": " and ".join(self._words(place) for place in now),
                    "why_locked": self._why_locked(theme, now),
                    "drafted": theme.pk in self.drafted,
                    "changed": theme.pk in changed,
                }
            )
        return self.render(
            f"In these packs: {self.record}",
            rows=rows,
            sections=Section.choices if self.in_sections else [],
            changed=bool(changed),
        )

    @staticmethod
    def _words(place):
        if not place:
            return "Not in the pack"
        return "In the pack" if place == "in" else f"In “{Section(place).label}”"

    def _why_locked(self, theme, places):
        if len(places) > 1:
            return "It is in several sections: change it on the theme’s form."
        return ""

    def _may_publish(self, theme):
        return self.themes_admin.may_edit(self.request, theme) and not self.four_eyes

    def _save(self, places):
        data, typed, wanted = self.request.POST, {}, {}
        allowed = ["", *(Section.values if self.in_sections else ["in"])]
        for theme in self.themes:
            seen, chosen = data.get(f"seen-{theme.pk}"), data.get(f"theme-{theme.pk}", "")
            if seen is None or chosen == seen or chosen not in allowed:
                continue
            if self._why_locked(theme, places.get(theme.pk, [""])):
                raise PermissionDenied
            typed[theme.pk], wanted[theme.pk] = chosen, (seen, chosen)
        if not wanted:
            messages.info(self.request, "Nothing was changed.")
            return self.to_page(self.name)
        try:
            titles = put_in_packs(
                row_model=self.row,
                item=self.item,
                record=self.record,
                wanted=wanted,
                by=self.request.user,
                drafted=self.drafted,
            )
        except PackChanged as error:
            now = places_of(self.row, self.item, self.record)
            drafts = {pk: place for pk, place in places.items() if pk in self.drafted}
            return self._show(now | drafts, typed, error.themes)
        except CannotPut as error:
            messages.error(self.request, f"Nothing was saved: a draft cannot be opened. {error}")
            return self._show(places, typed, ())
        except CannotPublish as error:
            messages.error(self.request, f"Nothing was saved. {error}")
            return self._show(places, typed, ())
        what = f"Changed the packs of {'; '.join(titles)}."
        if self.drafted & wanted.keys():
            what += " What is published changes once somebody publishes the drafts."
        messages.success(self.request, what)
        return self.to_page(self.name)


class ToolkitPacks(PacksPage):
    row, item = ThemeToolkit, "toolkit"


class ResourcePacks(PacksPage):
    row, item = ThemeResource, "resource"


class CoursePacks(PacksPage):
    row, item = ThemeCourse, "course"


class PathwayPacks(PacksPage):
    row, item = ThemePathway, "pathway"
