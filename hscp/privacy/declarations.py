"""Every declaration of personal data, in the order in which the daily job runs and a person's data is shown and erased."""

from contacts.privacy import PERSONAL_DATA as CONTACTS
from hscp.api.privacy import PERSONAL_DATA as API
from hscp.brochure.privacy import PERSONAL_DATA as BROCHURE
from hscp.editing.privacy import PERSONAL_DATA as EDITING
from hscp.feedback.privacy import PERSONAL_DATA as FEEDBACK
from hscp.following.privacy import PERSONAL_DATA as FOLLOWING
from hscp.jobs.privacy import PERSONAL_DATA as JOBS
from hscp.languages.privacy import PERSONAL_DATA as LANGUAGES
from hscp.links.privacy import PERSONAL_DATA as LINKS
from hscp.privacy.accounts import PERSONAL_DATA as ACCOUNTS
from hscp.privacy.browser_sessions import PERSONAL_DATA as BROWSER_SESSIONS
from hscp.privacy.erasure_list import PERSONAL_DATA as ERASURE_LIST
from hscp.records.privacy import PERSONAL_DATA as RECORDS
from hscp.search.privacy import PERSONAL_DATA as SEARCH
from hscp.updates.privacy import PERSONAL_DATA as UPDATES
from resources.privacy import PERSONAL_DATA as RESOURCES
from themes.privacy import PERSONAL_DATA as THEMES
from training.privacy.declaration import PERSONAL_DATA as TRAINING

DECLARATIONS = (
    THEMES,
    RESOURCES,
    CONTACTS,
    LINKS,
    EDITING,
    BROCHURE,
    RECORDS,
    UPDATES,
    LANGUAGES,
    # Before training, whose outbox has its mails.
    FOLLOWING,
    TRAINING,
    ACCOUNTS,
    SEARCH,
    FEEDBACK,
    API,
    JOBS,
    ERASURE_LIST,
    BROWSER_SESSIONS,
)
