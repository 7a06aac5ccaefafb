"""What pages say of a lead's team."""

from django import template

from training.team.members import words

register = template.Library()


@register.simple_tag
def consent_words(member):
    """Return what a colleague agrees to when they let the lead of this TeamMember see their training."""
    return words(member.lead_email, member.email)
