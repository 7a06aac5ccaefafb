"""Toolkits and resources as search engines read them. https://schema.org/LearningResource"""

from hscp.records.schema_org import partnership, record_data


def toolkit_data(toolkit):
    """Return the description of a Toolkit as a dictionary for JSON-LD."""
    return record_data(
        toolkit,
        "LearningResource",
        toolkit.summary,
        learningResourceType="Toolkit",
        audience=_audience(toolkit),
        isAccessibleForFree=True,
    )


def resource_data(resource):
    """Return the description of a Resource, its publisher loaded, as a dictionary for JSON-LD."""
    publisher = resource.publisher
    return record_data(
        resource,
        "CreativeWork",
        resource.summary,
        additionalType=resource.get_kind_display(),
        audience=_audience(resource),
        publisher={"@type": "Organization", "name": publisher.name} if publisher else partnership(),
    )


def _audience(record):
    return {"@type": "Audience", "audienceType": record.get_audience_group_display()}
