"""Which training somebody needs, by role and by setting: what editors keep for “Which training do I need?”."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from hscp.records.publishable import Publishable, PublishableQuerySet
from hscp.records.rich_text import RichTextField
from hscp.records.state import State
from training.enums import Importance, OrganisationType, Role
from training.models.courses import Course


class TrainingNeedQuerySet(PublishableQuerySet):
    def applying_to(self, role, setting):
        """Return what somebody of `role` (a Role value) in `setting` (an OrganisationType value) needs; "" is not stated.

        What is for any role, or for any setting, is for everybody.
        """
        return self.filter(role__in={"", role}, setting__in={"", setting})


class TrainingNeed(Publishable):
    """The courses that people in one role, in one setting, need. Empty for either means that it is for any."""

    role = models.CharField(
        max_length=20, choices=Role, blank=True, help_text="Leave empty where it is for every role."
    )
    setting = models.CharField(
        max_length=20,
        choices=OrganisationType,
        blank=True,
        help_text="Leave empty where it is for every setting.",
    )
    introduction = RichTextField(blank=True, help_text="What this rests on, and who has decided it.")
    courses = models.ManyToManyField(Course, through="NeededCourse", related_name="training_needs")

    objects = TrainingNeedQuerySet.as_manager()
    stands_alone = False

    class Meta(Publishable.Meta):
        verbose_name = "training by role"
        verbose_name_plural = "training by role"
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="training_trainingneed_known_role",
                condition=Q(role__in=["", *Role.values]),
                violation_error_message="Choose one of the roles.",
            ),
            models.CheckConstraint(
                name="training_trainingneed_known_setting",
                condition=Q(setting__in=["", *OrganisationType.values]),
                violation_error_message="Choose one of the settings.",
            ),
            models.UniqueConstraint(
                fields=["role", "setting"],
                condition=~Q(state=State.ARCHIVED),
                name="training_trainingneed_once",
                violation_error_message="There is already a record for this role and this setting. Change that one.",
            ),
        ]

    def get_absolute_url(self):
        chosen = {name: value for name in ("role", "setting") if (value := getattr(self, name))}
        path = reverse("training:needs")
        return f"{path}?{urlencode(chosen)}" if chosen else path


class NeededCourse(models.Model):
    """One course that a role needs, in the order in which the courses are taken."""

    need = models.ForeignKey(TrainingNeed, on_delete=models.CASCADE, related_name="needed_courses")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    importance = models.CharField(max_length=20, choices=Importance, default=Importance.ESSENTIAL)
    note = models.CharField(
        max_length=300, blank=True, help_text="When to take it, or why: “In your first three months”."
    )
    repeat_months = models.PositiveSmallIntegerField(
        "repeated after (months)",
        null=True,
        blank=True,
        help_text="Only where this role repeats it at other times than the course says.",
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "course"
        constraints = [
            models.CheckConstraint(
                name="training_neededcourse_known_importance",
                condition=Q(importance__in=Importance.values),
                violation_error_message="Say whether it is essential or recommended.",
            ),
            models.UniqueConstraint(
                fields=["need", "course"],
                name="training_neededcourse_once",
                violation_error_message="This course is in the list already.",
            ),
        ]

    def __str__(self):
        return f"{self.get_importance_display()}: {self.course}"
