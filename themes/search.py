"""The search entries of themes, processes, situations of parents and glossary terms, and facet choices that other apps use."""

from hscp.records.rich_text.plain_text import words_to_find
from hscp.records.state import State
from hscp.search.index.entries import Choice, Entry, SearchSource
from hscp.vocabulary import AudienceGroup
from themes.models import Process, Situation, Term, Theme
from themes.sensitivity import is_sensitive_of

# What readers call the three groups, apart from their names.
GROUP_WORDS = {
    AudienceGroup.PROFESSIONALS: "professionals practitioners staff workers",
    AudienceGroup.PARENTS_AND_CARERS: "parents and carers mums dads mothers fathers families",
    AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE: "children and young people teenagers kids",
}


def theme_choices(themes):
    """Return `themes` as facet choices: the published ones, each once, by title."""
    published = {theme.slug: theme for theme in themes if theme.state == State.PUBLISHED}
    return [
        Choice(theme.slug, theme.title)
        for theme in sorted(published.values(), key=lambda theme: (theme.title, theme.slug))
    ]


def related_titles(records):
    """Return the titles of those related `records` that are already live: a scheduled one must not show early."""
    return sorted(
        record.title for record in records if record.state == State.PUBLISHED and record.publish_at is None
    )


def audience_choices(group, audiences=()):
    """Return facet choices for an audience group and finer `audiences`, with the values the lists use."""
    return [
        Choice(str(group), str(AudienceGroup(group).label)),
        *(
            Choice(f"{audience.group}.{audience.slug}", audience.name)
            for audience in sorted(audiences, key=lambda audience: (audience.group, audience.slug))
        ),
    ]


def _theme(theme):
    names = [name for name in [theme.short_title, *theme.alias_list] if name]
    lead = theme.lead_toolkit
    return Entry(
        title=theme.title,
        url=theme.get_absolute_url(),
        aliases=names,
        names=[f"{name} {noun}" for name in [theme.title, *names] for noun in ("theme", "pack", "STOP pack")],
        summary=words_to_find(theme.introduction),
        plain=theme.parents_title,
        texts=[words_to_find(theme.key_message)],
        related=related_titles([lead] if lead else []),
        labels=["theme", "STOP pack", "safeguarding theme overview pack"],
        themes=theme_choices([theme]),
        audiences=audience_choices(AudienceGroup.PROFESSIONALS),
        weight=1.8,
        sensitive=theme.sensitive,
        modified_at=theme.updated_at,
        depends_on=[lead] if lead else [],
    )


def _process(process):
    themes = process.themes.all()
    return Entry(
        title=process.title,
        url=process.get_absolute_url(),
        aliases=process.alias_list,
        names=[f"{process.title} process"],
        summary=process.summary,
        texts=[f"{section.heading}. {words_to_find(section.body)}" for section in process.sections.all()],
        related=related_titles(themes),
        labels=["agency process"],
        themes=theme_choices(themes),
        audiences=audience_choices(AudienceGroup.PROFESSIONALS),
        weight=1.45,
        sensitive=is_sensitive_of(process, themes),
        modified_at=process.updated_at,
        depends_on=list(themes),
    )


def _situation(situation):
    themes = situation.themes.all()
    return Entry(
        title=situation.title,
        url=situation.get_absolute_url(),
        aliases=situation.alias_list,
        summary=situation.summary,
        texts=[words_to_find(situation.advice)],
        labels=["help advice", GROUP_WORDS[AudienceGroup.PARENTS_AND_CARERS]],
        themes=theme_choices(themes),
        audiences=audience_choices(AudienceGroup.PARENTS_AND_CARERS),
        weight=1.5,
        sensitive=is_sensitive_of(situation, themes),
        modified_at=situation.updated_at,
        depends_on=list(themes),
    )


def _term(term):
    names = [name for name in [term.stands_for, *term.alias_list] if name]
    return Entry(
        title=term.title,
        url=term.get_absolute_url(),
        aliases=names,
        names=[f"what is {name}" for name in [term.title, *names]]
        + [
            f"{name} {noun}"
            for name in [term.title, *names]
            for noun in ("meaning", "definition", "glossary")
        ],
        summary=term.explanation,
        subtitle=term.stands_for,
        labels=["glossary term meaning definition acronym stands for"],
        weight=1.0,
        modified_at=term.updated_at,
        # The acronym and the words that it stands for are synonyms, in every search.
        settings={"same": [term.title, *names], "leads": _leads(term)},
    )


def _leads(term):
    """Return the keys, in the index, of the records that `term` leads to."""
    return [f"{record._meta.model_name}:{record.pk}" for record in term.leads()]


SOURCES = [
    SearchSource(
        kind="theme",
        label="Theme",
        model=Theme,
        records=lambda: Theme.objects.select_related("lead_toolkit"),
        entry=_theme,
        touched_by={"resources.Toolkit": "lead_toolkit"},
    ),
    SearchSource(
        kind="process",
        label="Agency process",
        many="Agency processes",
        model=Process,
        records=lambda: Process.objects.prefetch_related("sections", "themes"),
        entry=_process,
        touched_by={"themes.Theme": "themes"},
    ),
    SearchSource(
        kind="situation",
        label="Help for parents and carers",
        many="Help for parents and carers",
        model=Situation,
        records=lambda: Situation.objects.prefetch_related("themes"),
        entry=_situation,
        touched_by={"themes.Theme": "themes"},
    ),
    SearchSource(
        kind="term",
        label="Glossary",
        many="Glossary",
        model=Term,
        records=lambda: Term.objects.prefetch_related(*Term.LEADS_TO),
        entry=_term,
    ),
]
