"""What search finds of the pages that are part of the site and no record: each is declared where its words are."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class SitePage:
    """A page that does something: its title, its route, what it is for, and what people call it. `words` are in no other field."""

    title: str
    route: str
    summary: str
    aliases: tuple[str, ...] = ()
    words: str = ""
    groups: tuple[AudienceGroup, ...] = ()
    sensitive: bool = False
    query: str = ""

    def entry(self):
        """Return the Entry of the page."""
        return Entry(
            title=self.title,
            url=reverse(self.route) + self.query,
            aliases=list(self.aliases),
            names=[f"{self.title} page"],
            summary=self.summary,
            texts=[self.words],
            audiences=[choice for group in self.groups for choice in audience_choices(group)],
            weight=1.4,
            sensitive=self.sensitive,
        )


# By numbers that are never used again. 1 to 3 are written out above.
_SITE_PAGES = {
    4: SitePage(
        "Posters and packs to print",
        "documents:to_print",
        "The posters and the pack of every theme, to print for a staff room or a waiting room.",
        ("Posters", "Poster", "Print a poster", "Packs", "Printable packs", "STOP packs"),
        "print printable pdf wall display notice board noticeboard staff room waiting room a3 a4",
    ),
    5: SitePage(
        "My training record",
        "training:record_request",
        "The training that you booked and attended here, with your certificates. We send you a link.",
        ("Training record", "My training", "My courses", "Proof of training"),
        "attended history cpd log certificates past courses evidence",
    ),
    6: SitePage(
        "Change or cancel a booking",
        "training:record_request",
        "Cancel a place, move to another date or hand the place to a colleague: by the link in your confirmation, or ask for a new link here.",
        (
            "Cancel a booking",
            "Change a booking",
            "My bookings",
            "My booking",
            "Cancel my place",
            "Move a booking",
            "Hand over a place",
        ),
        "cannot attend swap date lost confirmation email link cancel course place rebook",
    ),
    7: SitePage(
        "Certificates of attendance",
        "training:certificate_check",
        "Check that a certificate is genuine by its number. Your own certificates are in your training record.",
        ("Certificates", "Certificate", "Check a certificate", "Training certificate"),
        "genuine number verify proof attended download",
    ),
    8: SitePage(
        "Training dates",
        "training:dates",
        "All dates that can be booked, with the places left.",
        ("Dates", "Book training", "Book a course", "Upcoming courses", "Course dates", "Training calendar"),
        "sessions when next available places booking webinar",
    ),
    9: SitePage(
        "Calendar feed of training dates",
        "training:feed",
        "A calendar of all training dates for Outlook, Google and phones: it keeps itself up to date.",
        ("Calendar feed", "ICS feed", "Subscribe to the calendar", "Feeds", "Feed", "iCal"),
        "outlook google apple calendar subscribe sync ics ical rss",
    ),
    10: SitePage(
        "Brochure",
        "site:brochure",
        "The whole yearly brochure: every theme on one page, to read, print or download.",
        ("Practice development brochure", "The brochure", "Yearly brochure"),
        "whole all themes print pdf download editions",
    ),
    11: SitePage(
        "Local contacts sheet",
        "contacts:sheet",
        "Choose the contacts that your setting needs and print them on one sheet with their numbers and hours.",
        ("Contacts sheet", "Contact sheet", "Contacts poster", "Numbers to print"),
        "print wall numbers list sheet staff room pdf phone list",
    ),
    12: SitePage(
        "Levels of need",
        "contacts:threshold_list",
        "The four levels of need in words, what may be seen at each, and who helps.",
        ("Thresholds", "Threshold", "Thresholds document", "Continuum of need", "Windscreen"),
        "level 1 2 3 4 universal early help targeted statutory chart",
        (AudienceGroup.PROFESSIONALS,),
    ),
    13: SitePage(
        "Accessibility statement",
        "site:accessibility",
        "How this site can be used by everybody, what does not work yet, and how to tell us.",
        ("Accessibility", "Accessible version"),
        "screen reader keyboard contrast larger text font size zoom disability wcag dyslexia",
    ),
    14: SitePage(
        "Privacy",
        "site:privacy",
        "What we keep about people who use this site and book training, for how long, and your rights.",
        ("Privacy notice", "Privacy policy", "Data protection notice"),
        "personal data kept gdpr delete my details rights information held about me",
    ),
    15: SitePage(
        "Cookies",
        "site:cookies",
        "What this site stores in your browser.",
        ("Cookie policy",),
        "tracking tracker analytics",
    ),
    16: SitePage(
        "Glossary",
        "themes:glossary",
        "What the acronyms and words used in safeguarding stand for and mean.",
        ("Acronyms", "Jargon", "Jargon buster", "Abbreviations", "A to Z"),
        "meaning definition stands for words letters",
    ),
    17: SitePage(
        "Find the right contact",
        "contacts:find",
        "A few plain questions that lead to the right contact for a worry about a child.",
        ("Contact finder", "Who to contact", "Which service"),
        "questions guided which number who do I call not sure",
    ),
    18: SitePage(
        "Report a concern",
        "site:report_a_concern",
        "What to do if you are worried about a child: when to call 999, who to contact, and what happens next.",
        ("Report a concern about a child", "Worried about a child", "Make a referral", "Report abuse"),
        "referral concern tell someone report abuse neglect",
        sensitive=True,
    ),
    19: SitePage(
        "For parents and carers",
        "site:parents_and_carers",
        "Help by what worries you and by your child’s age.",
        ("Parents and carers", "Parents", "Parent page", "Family page"),
        "mum dad carer families help situation",
        (AudienceGroup.PARENTS_AND_CARERS,),
        sensitive=True,
    ),
    20: SitePage(
        "For children and young people",
        "site:children_and_young_people",
        "Who you can talk to, what happens if you tell someone, and whether it is private.",
        ("Children and young people", "Young people", "Help for young people", "Kids page"),
        "teenager child talk private tell friend",
        (AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE,),
        sensitive=True,
    ),
    21: SitePage(
        "For professionals",
        "site:professionals",
        "Everything here for people who work with children.",
        ("Professionals", "Practitioners"),
        "staff teachers nurses social workers volunteers",
        (AudienceGroup.PROFESSIONALS,),
    ),
    22: SitePage(
        "All themes",
        "themes:theme_list",
        "All safeguarding themes, each with everything on one subject in one pack.",
        ("Themes", "List of themes", "Topics"),
        "subjects list stop packs",
    ),
    23: SitePage(
        "All toolkits",
        "resources:toolkit_list",
        "All toolkits, for people who work with children and for families.",
        ("Toolkits", "List of toolkits"),
        "tools list",
    ),
    24: SitePage(
        "All resources",
        "resources:resource_list",
        "All procedures, guides, forms, reviews and videos.",
        ("Resources", "Resource library", "Documents", "Forms and templates"),
        "procedures guides forms videos library list",
    ),
    25: SitePage(
        "Agency processes",
        "themes:process_list",
        "What agencies do about a topic, and what you do.",
        ("Processes", "Themes and processes"),
        "what happens next procedure list",
    ),
    26: SitePage(
        "All contacts",
        "contacts:pathway_list",
        "Who to contact, when, and how: all contacts with their numbers.",
        ("Contacts", "Phone numbers", "Useful numbers", "Contact us", "Directory"),
        "telephone list helplines numbers",
    ),
    27: SitePage(
        "Training courses",
        "training:course_list",
        "All courses: webinars, eLearning, videos and practical sessions.",
        ("Training", "Courses", "Course catalogue", "Training programme", "Learning and development"),
        "elearning webinar catalogue list book",
    ),
    28: SitePage(
        "A team’s training",
        "training:record_request",
        "For who leads a team: see, book and move your colleagues’ training. We send you a link.",
        ("Team training", "My team's training", "Staff training records"),
        "staff colleagues lead manager ofsted proof evidence book for my team group",
        query="?for=team",
    ),
    29: SitePage(
        "Make a pack of your own",
        "documents:custom_pack",
        "Choose themes and contacts, and print or share them together.",
        ("My pack", "Custom pack", "Own pack"),
        "choose print share pdf induction",
    ),
}

PAGES = PageSource(
    kind="page",
    label="Guidance",
    pages={
        1: _told_me,
        2: _hide_your_visit,
        3: _training_needed,
        **{number: page.entry for number, page in _SITE_PAGES.items()},
    },
)
