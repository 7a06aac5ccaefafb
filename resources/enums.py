"""The fixed choices of resources."""

from django.db import models


class ResourceKind(models.TextChoices):
    STRATEGY = "strategy", "Strategy"
    PROCEDURE = "procedure", "Procedure"
    GUIDANCE = "guidance", "Guidance"
    PRACTITIONER_GUIDE = "practitioner_guide", "Practitioner guide"
    FORM_OR_TEMPLATE = "form_or_template", "Form or template"
    DAY_IN_THE_LIFE_TOOL = "day_in_the_life_tool", "Day in the life tool"
    CASE_STUDY = "case_study", "Case study"
    REPORT_OR_REVIEW = "report_or_review", "Report or review"
    LAW = "law", "Law"
    VIDEO = "video", "Video"
    WEBSITE = "website", "Website"
    COLLECTION = "collection", "Collection"
