"""The search entries of toolkits and resources."""

from hscp.records.state import State
from hscp.search.index.entries import Choice, Entry, SearchSource, choice, way_in
from hscp.vocabulary import AudienceGroup
from resources.enums import ResourceKind
from resources.models import Resource, Toolkit
from themes.search import GROUP_WORDS, audience_choices, related_titles, theme_choices
from themes.sensitivity import is_sensitive_of

# What a reader may call a resource of each kind, apart from the kind's own name.
KIND_WORDS = {
    ResourceKind.STRATEGY: "plan",
    ResourceKind.PROCEDURE: "policy protocol pathway",
    ResourceKind.GUIDANCE: "guide advice",
    ResourceKind.PRACTITIONER_GUIDE: "guidance",
    ResourceKind.FORM_OR_TEMPLATE: "document referral checklist tool",
    ResourceKind.DAY_IN_THE_LIFE_TOOL: "assessment",
    ResourceKind.CASE_STUDY: "example scenario",
    ResourceKind.REPORT_OR_REVIEW: "learning findings audit",
    ResourceKind.LAW: "legislation act",
    ResourceKind.VIDEO: "film watch",
    ResourceKind.WEBSITE: "web page online",
    ResourceKind.COLLECTION: "library",
}


def _toolkit(toolkit):
    led = [theme for theme in toolkit.led_themes.all() if theme.state == State.PUBLISHED]
    themes = {theme.pk: theme for theme in [*toolkit.themes.all(), *toolkit.led_themes.all()]}.values()
    names = [f"{name} toolkit" for name in [toolkit.title, *toolkit.alias_list]]
    if toolkit.audience_group != AudienceGroup.PROFESSIONALS:
        readers = toolkit.get_audience_group_display()
        names = [f"{name} for {words}" for name in names for words in (readers, readers.split()[0])]
    return Entry(
        title=toolkit.title,
        url=toolkit.get_absolute_url(),
        aliases=toolkit.alias_list,
        names=names,
        summary=toolkit.summary,
        related=related_titles(themes),
        labels=["toolkit", GROUP_WORDS[toolkit.audience_group]],
        audiences=audience_choices(toolkit.audience_group),
        themes=theme_choices(themes),
        area=choice(toolkit, "area"),
        # A theme's lead toolkit ranks above one that a pack merely lists.
        weight=1.65 if led else 1.5,
        sensitive=is_sensitive_of(toolkit, themes),
        opens=way_in(toolkit),
        modified_at=toolkit.updated_at,
        depends_on=list(themes),
    )


def _resource(resource):
    themes = resource.themes.all()
    audiences = resource.audiences.all()
    publisher = resource.publisher
    publisher_names = []
    if publisher:
        other = publisher.other_names.splitlines()
        publisher_names = [name for name in [publisher.name, publisher.short_name, *other] if name]
    return Entry(
        title=resource.title,
        url=resource.get_absolute_url(),
        aliases=resource.alias_list,
        summary=resource.summary,
        related=[*related_titles(themes), *publisher_names],
        labels=[
            resource.get_kind_display(),
            KIND_WORDS[resource.kind],
            GROUP_WORDS[resource.audience_group],
            *sorted(audience.name for audience in audiences),
        ],
        audiences=audience_choices(resource.audience_group, audiences),
        themes=theme_choices(themes),
        format=Choice(resource.kind, resource.get_kind_display()),
        area=choice(resource, "area"),
        weight=1.0 if resource.superseded_by_id else 1.15,
        sensitive=is_sensitive_of(resource, themes),
        opens=way_in(resource),
        modified_at=resource.updated_at,
        depends_on=[*themes, *audiences, *([publisher] if publisher else [])],
    )


SOURCES = [
    SearchSource(
        kind="toolkit",
        label="Toolkit",
        model=Toolkit,
        records=lambda: Toolkit.objects.with_links().prefetch_related("themes", "led_themes"),
        entry=_toolkit,
        touched_by={"themes.Theme": ("themes", "led_themes")},
    ),
    SearchSource(
        kind="resource",
        label="Resource",
        model=Resource,
        records=lambda: (
            Resource.objects.with_links().select_related("publisher").prefetch_related("themes", "audiences")
        ),
        entry=_resource,
        touched_by={
            "themes.Theme": "themes",
            "themes.Audience": "audiences",
            "resources.Publisher": "publisher",
        },
    ),
]
