"""Themes with their packs, toolkits, resources, agency processes, levels of need and terms, as /api/v1/ gives them.

Each function takes records that are loaded with all they need (`hscp.api.kinds`) and makes no query for one of them.
"""

from hscp.api.references import choice, content, reference, references, ways, wordings
from hscp.records.publishable import if_live
from hscp.records.rich_text.plain_text import as_lines
from hscp.web.addresses import path_of
from themes.packs import load_packs


def themes(records, absolute):
    """Return the Themes of `records` (with their lead toolkits) with their packs. Makes 13 queries, however many there are."""
    return [_theme(pack, absolute) for pack in load_packs(records)]


def _theme(pack, absolute):
    theme = pack.theme
    return {
        **content(theme, absolute),
        "wordings": wordings(theme, absolute),
        "introduction": as_lines(theme.introduction),
        "key_message": as_lines(theme.key_message),
        "sensitive": theme.sensitive,
        "pack": {
            "lead_toolkit": pack.lead_toolkit and reference(pack.lead_toolkit, absolute),
            "toolkits": [_toolkits(part, absolute) for part in pack.toolkits],
            "sections": [
                {
                    "section": part.id.replace("-", "_"),
                    "heading": part.heading,
                    "resources": [
                        {
                            **reference(entry.resource, absolute),
                            "members": references(entry.children, absolute),
                        }
                        for entry in part.entries
                    ],
                }
                for part in pack.sections
            ],
            "courses": references([course for part in pack.courses for course in part.entries], absolute),
            "pathways": references(pack.pathways, absolute),
            "processes": references(pack.processes, absolute),
        },
    }


def _toolkits(part, absolute):
    listed = [row.toolkit for row in part.entries if hasattr(row, "toolkit")]
    pointers = [row for row in part.entries if getattr(row, "leads_somewhere", False)]
    all_toolkits = path_of("resources:toolkit_list")
    return {
        "heading": part.heading,
        "toolkits": references(listed, absolute),
        "lists": [
            {"name": row.label, "url": absolute(f"{all_toolkits}?audience={row.audience_group}")}
            for row in pointers
        ],
    }


def toolkits(records, absolute):
    """Return the Toolkits of `records`."""
    return [
        {
            **content(toolkit, absolute),
            "wordings": wordings(toolkit, absolute),
            "summary": toolkit.summary,
            "audience": choice(toolkit, "audience_group"),
            "area": choice(toolkit, "area"),
            "languages": toolkit.languages,
            "ways": ways(toolkit, absolute),
            "not_available": toolkit.not_available,
            "themes": references(_themes_of(toolkit), absolute),
        }
        for toolkit in records
    ]


def _themes_of(toolkit):
    """Return the live themes whose packs list a toolkit or are led by it, each once, in the order of the contents list."""
    found = {theme.pk: theme for theme in (*toolkit.themes.all(), *toolkit.led_themes.all())}
    return sorted(found.values(), key=lambda theme: (theme.order, theme.title, theme.pk))


def resources(records, absolute):
    """Return the Resources of `records`."""
    return [
        {
            **content(resource, absolute),
            "wordings": wordings(resource, absolute),
            "kind": choice(resource, "kind"),
            "publisher": resource.publisher.name if resource.publisher else "",
            "summary": resource.summary,
            "audience": choice(resource, "audience_group"),
            "audiences": [audience.name for audience in resource.audiences.all()],
            "area": choice(resource, "area"),
            "languages": resource.languages,
            "valid_until": resource.valid_until,
            "collection": (found := if_live(resource.collection)) and reference(found, absolute),
            "ways": ways(resource, absolute),
            "not_available": resource.not_available,
            "themes": references(_once(resource.themes.all()), absolute),
        }
        for resource in records
    ]


def _once(records):
    """Return `records` each once: a pack may list a resource in two sections."""
    return list(dict.fromkeys(records))


def processes(records, absolute):
    """Return the Processes of `records`."""
    return [
        {
            **content(process, absolute),
            "summary": process.summary,
            "parts": [
                {"heading": part.heading, "text": as_lines(part.body)} for part in process.sections.all()
            ],
            "themes": references(process.themes.all(), absolute),
            "pathways": references(process.pathways.all(), absolute),
            "resources": references(process.resources.all(), absolute),
        }
        for process in records
    ]


def threshold_levels(records, absolute):
    """Return the ThresholdLevels of `records`."""
    return [
        {
            **content(level, absolute),
            "number": level.number,
            **{
                name: as_lines(getattr(level, name))
                for name in ("description", "examples", "services", "what_to_do")
            },
            "led_by": level.led_by,
            "indicators": [
                {"domain": choice(indicator, "domain"), "text": indicator.text}
                for indicator in level.indicators.all()
            ],
            "pathways": references(level.pathways.all(), absolute),
        }
        for level in records
    ]


def terms(records, absolute):
    """Return the Terms of `records`."""
    return [
        {
            **content(term, absolute),
            "stands_for": term.stands_for,
            "explanation": term.explanation,
            "leads_to": references(term.leads(), absolute),
        }
        for term in records
    ]
