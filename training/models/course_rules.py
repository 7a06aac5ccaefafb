"""Whom a course is for, what has to be taken before it, and what it costs: rows that are parts of the course."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from training.enums import OrganisationType, Role
from training.models.courses import Course


class CourseGroup(models.Model):
    """People whom a course is for: of a kind of organisation, in a role, or both. A course without rows is for everybody."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="groups")
    organisation_type = models.CharField(
        "kind of organisation",
        max_length=20,
        choices=OrganisationType,
        blank=True,
        help_text="Empty: any kind.",
    )
    role = models.CharField(max_length=20, choices=Role, blank=True, help_text="Empty: any role.")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "group of people"
        verbose_name_plural = "groups of people"
        constraints = [
            models.UniqueConstraint(
                fields=["course", "organisation_type", "role"],
                name="training_coursegroup_once",
                violation_error_message="This group is in the list already.",
            ),
            models.CheckConstraint(
                name="training_coursegroup_says_whom",
                condition=Q(organisation_type__gt="") | Q(role__gt=""),
                violation_error_message="Choose a kind of organisation, a role, or both.",
            ),
        ]

    def __str__(self):
        return ": ".join(filter(None, [self.get_organisation_type_display(), self.get_role_display()]))

    def includes(self, *, organisation_type, role):
        """Return whether somebody of an OrganisationType in a Role (their values) is of this group."""
        return self.organisation_type in ("", organisation_type) and self.role in ("", role)


class CoursePrerequisite(models.Model):
    """A course to take before another. Where there are several, any one of them is enough."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="prerequisites")
    required = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="required_by", verbose_name="course to take first"
    )
    within_years = models.PositiveSmallIntegerField(
        "within the last (years)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text="Empty: however long ago.",
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "course to take first"
        verbose_name_plural = "courses to take first"
        constraints = [
            models.UniqueConstraint(
                fields=["course", "required"],
                name="training_courseprerequisite_once",
                violation_error_message="This course is in the list already.",
            ),
            models.CheckConstraint(
                name="training_courseprerequisite_not_before_itself",
                condition=~Q(required=F("course")),
                violation_error_message="A course cannot come before itself.",
            ),
        ]

    def __str__(self):
        return f"{self.required_id} before {self.course_id}"


class CourseFee(models.Model):
    """What one place costs for a kind of organisation; the row without a kind is for all that have none of their own."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="fees")
    organisation_type = models.CharField(
        "kind of organisation",
        max_length=20,
        choices=OrganisationType,
        blank=True,
        help_text="Empty: every kind without a row of its own.",
    )
    amount = models.DecimalField(
        "for each person (£)",
        max_digits=7,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        help_text="0 for free.",
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "fee"
        constraints = [
            models.UniqueConstraint(
                fields=["course", "organisation_type"],
                name="training_coursefee_once",
                violation_error_message="This kind of organisation has a fee already.",
            ),
            models.CheckConstraint(
                name="training_coursefee_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message="A fee is £0 or more.",
            ),
        ]

    def __str__(self):
        return f"{self.get_organisation_type_display() or 'Others'}: {self.amount}"
