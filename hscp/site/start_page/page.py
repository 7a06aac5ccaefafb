"""The editors' start page: the work waiting for the person signed in, with counts and links.

Work on contact numbers comes first. Each model is queried once, whatever it holds, so the page costs the same on a
small portal as on a large one.
"""

from hscp.site.my_work import my_work
from hscp.site.start_page.contacts import contact_tasks, situation_tasks
from hscp.site.start_page.records import OWN_LISTS, latest_changes, record_tasks
from hscp.site.start_page.training import course_tasks, training_tasks
from hscp.site.start_page.upkeep import (
    duplicate_tasks,
    link_tasks,
    report_tasks,
    search_tasks,
    undo_tasks,
)
from hscp.site.status_line import status_line


def start_page(user):
    """Return the context of the start page for `user`.

    `work` is MyWork; `kept` and `overdue` are the lists of what they own, `in_review` and `drafts` those of everybody's work on
    its way; `tasks` (list of Task) waits for anybody with their rights, and `recent` has the latest changes.
    `status` is a StatusLine, for administrators alone.
    """
    of_records = record_tasks(user)
    return {
        "work": my_work(user),
        **{name: of_records.pop(heading).lists for name, heading in OWN_LISTS.items()},
        "tasks": [
            *contact_tasks(user),
            *situation_tasks(user),
            *training_tasks(user),
            *link_tasks(user),
            *report_tasks(user),
            *(task for task in of_records.values() if task.lists),
            *course_tasks(user),
            *duplicate_tasks(user),
            *search_tasks(user),
            *undo_tasks(user),
        ],
        "recent": latest_changes(user),
        "status": status_line(user),
    }
