"""What search finds of the pages that are part of the site and no record: each is declared where its words are."""

from django.urls import reverse

from hscp.search.index.entries import Entry, PageSource
from hscp.site.told_me import DESCRIPTION, TITLE
from hscp.vocabulary import AudienceGroup
from themes.search import audience_choices


def _told_me():
    return Entry(
        title=TITLE,
        url=reverse("site:told_me"),
        aliases=["Disclosure", "Responding to a disclosure", "A child has disclosed abuse", "What do I say?"],
        names=[
            "disclosures",
            "child told me",
            "child has told me",
            "child disclosed",
            "pupil told me",
            "what do I say to a child",
            "what to say to a child who tells me",
            "promise to keep a secret",
        ],
        summary=DESCRIPTION,
        texts=[
            "Listen, do not lead, do not promise to keep it secret, write down the child’s own words, tell the designated "
            "safeguarding lead. Anybody may refer. A checklist to copy or print.",
            "disclose disclosed disclosure tell tells told confide confided secret pupil student young person hit hurt abused",
        ],
        labels=["guidance advice checklist"],
        audiences=[
            choice
            for group in (AudienceGroup.PROFESSIONALS, AudienceGroup.PARENTS_AND_CARERS)
            for choice in audience_choices(group)
        ],
        weight=1.6,
        sensitive=True,
    )


def _hide_your_visit():
    return Entry(
        title="Hide your visit",
        url=reverse("site:safety"),
        aliases=["Exit this page", "Delete my browsing history", "Clear my history"],
        names=["leave this site quickly", "somebody checks my phone", "private browsing", "incognito"],
        summary="What “Exit this page” does and does not do, and how to remove a visit from your browser.",
        texts=[
            "clear delete remove browsing history browser private incognito window phone computer watched spy"
        ],
        labels=["guidance advice"],
        weight=1.2,
        sensitive=True,
    )


def _training_needed():
    return Entry(
        title="Which training do I need?",
        url=reverse("training:needs"),
        aliases=["Training by role", "Mandatory training", "Essential training", "Training pathway"],
        names=[
            "what training do I need",
            "which course do I need",
            "training for my role",
            "training matrix",
        ],
        summary="The training that your role needs in your setting, in order, with the next dates.",
        texts=[
            "role setting essential recommended mandatory refresher course courses which what training need"
        ],
        labels=["training course"],
        audiences=audience_choices(AudienceGroup.PROFESSIONALS),
        weight=1.2,
    )


PAGES = PageSource(
    kind="page", label="Guidance", pages={1: _told_me, 2: _hide_your_visit, 3: _training_needed}
)
