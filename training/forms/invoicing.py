"""The fields that say whom to invoice for a booking of a course that costs."""

from django import forms

from training.forms.fields import NO_CHILD, OneLineField, with_words

# In the order of the page; those of InvoiceDetails, with “invoice_” in front of two.
INVOICE_FIELDS = ("invoice_email", "invoice_address", "purchase_order", "exemption")


def invoice_fields(prices):
    """Return the fields of a booking form for a course with `prices` (Prices), as {name: field}."""
    fields = {
        "invoice_email": with_words(
            forms.EmailField(
                label="Email for the invoice",
                max_length=254,
                required=False,
                help_text="Such as that of your finance team. Leave it empty if your organisation does not pay.",
                widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            ),
            invalid="Enter the email for the invoice in full, such as finance@example.org",
        ),
        "invoice_address": with_words(
            OneLineField(
                label="Postal address for the invoice (optional)",
                max_length=300,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            ),
            max_length="The address for the invoice must be 300 characters or fewer",
        ),
        "purchase_order": with_words(
            OneLineField(
                label="Purchase order number (optional)",
                max_length=40,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
            ),
            max_length="The purchase order number must be 40 characters or fewer",
        ),
    }
    if prices.course.exemptions:
        fields["exemption"] = with_words(
            OneLineField(
                label="If you should not pay, why? (optional)",
                max_length=300,
                required=False,
                help_text=f"Need not pay: {prices.course.exemptions}. We will look at it. {NO_CHILD}",
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            ),
            max_length="The reason must be 300 characters or fewer",
        )
    return fields
