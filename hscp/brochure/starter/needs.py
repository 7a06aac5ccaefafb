"""Loads the starter content of “Which training do I need?” from content/needs.yaml."""

from collections import Counter

import yaml
from reversion.models import Version

from hscp.editing.freshness.review_dates import FirstDates
from hscp.records.rich_text import markdown_to_rich_text
from hscp.records.saving import content_change
from hscp.records.state import State
from training.enums import Importance
from training.models import Course, NeededCourse, TrainingNeed


def load_needs(path):
    """Add what the YAML file at `path` says, published, once per portal; return how many records were added.

    After that they belong to the editors. A course that the portal does not have is left out, and a record without any.
    """
    if TrainingNeed.objects.exists() or Version.objects.get_for_model(TrainingNeed).exists():
        return 0
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    titles = {course["title"] for entry in entries for course in entry["courses"]}
    courses = {course.title: course for course in Course.objects.filter(title__in=titles).order_by("-pk")}
    found = [(entry, [each for each in entry["courses"] if each["title"] in courses]) for entry in entries]
    found = [(entry, listed) for entry, listed in found if listed]
    if not found:
        return 0
    with content_change(comment="Loaded starter content: training by role.") as change:
        dates = FirstDates(Counter({TrainingNeed: len(found)}))
        for entry, listed in found:
            need = TrainingNeed.objects.create(
                title=entry["title"],
                slug=entry["address"],
                setting=entry.get("setting", ""),
                role=entry.get("role", ""),
                introduction=markdown_to_rich_text(entry["introduction"]),
                review_date=dates.date_of(TrainingNeed()),
                state=State.PUBLISHED,
            )
            for order, each in enumerate(listed):
                NeededCourse.objects.create(
                    need=need,
                    course=courses[each["title"]],
                    importance=Importance.RECOMMENDED,
                    note=each["note"],
                    order=order,
                )
            change.touched(need)
    return len(found)
