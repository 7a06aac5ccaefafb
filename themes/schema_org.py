"""Themes, agency processes, situations and the glossary as search engines read them."""

from hscp.records.rich_text.cleaning import clean_rich_text
from hscp.records.rich_text.plain_text import as_line
from hscp.records.schema_org import CONTEXT, partnership, record_data, without_empty
from hscp.web.addresses import absolute, path_of


def theme_data(theme):
    """Return the description of a Theme as a dictionary for JSON-LD."""
    about = {"@type": "Thing", "name": theme.title}
    return record_data(theme, "WebPage", as_line(clean_rich_text(theme.introduction)), about=about)


def page_data(record):
    """Return the description of a Process or Situation as a dictionary for JSON-LD."""
    return record_data(record, "WebPage", record.summary)


def glossary_data(terms):
    """Return the description of the glossary with its `terms`. https://schema.org/DefinedTerm"""
    address = absolute(path_of("themes:glossary"))
    return {
        "@context": CONTEXT,
        "@type": "DefinedTermSet",
        "@id": f"{address}#terms",
        "name": "Glossary of safeguarding",
        "url": address,
        "publisher": partnership(),
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                **without_empty(
                    {
                        "name": term.title,
                        "alternateName": [*filter(None, [term.stands_for]), *term.alias_list],
                        "description": term.explanation or term.stands_for,
                        "url": absolute(term.get_absolute_url()),
                    }
                ),
            }
            for term in terms
        ],
    }
