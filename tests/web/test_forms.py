import re

import django_filters
import pytest
from django import forms
from django.http import QueryDict

from contacts import forms as contact_forms
from hscp.models import User
from hscp.web.forms import FacetCheckboxes, GovukForm
from training.forms import booking, follow_up

CHOICES = [("a", "Apple"), ("b", "Bramble")]


class EveryKind(GovukForm):
    text = forms.CharField(help_text="In full.")
    search = forms.CharField(widget=forms.SearchInput, required=False)
    number = forms.IntegerField(required=False)
    select = forms.ChoiceField(choices=CHOICES)
    checkboxes = forms.MultipleChoiceField(
        choices=CHOICES, widget=forms.CheckboxSelectMultiple, help_text="Any."
    )
    radios = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    textarea = forms.CharField(widget=forms.Textarea, required=False)
    file = forms.FileField(required=False)
    tick = forms.BooleanField(help_text="Once.")
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


def control(html, name):
    """Return the first control of the field `name` as {attribute: value}."""
    tag = re.search(rf'<(?:input|select|textarea)[^>]*name="{name}"[^>]*>', html).group()
    return dict(re.findall(r'([\w-]+)="([^"]*)"', tag))


@pytest.mark.parametrize(
    ("name", "css_class"),
    [
        ("text", "govuk-input"),
        ("search", "govuk-input"),
        ("number", "govuk-input"),
        ("select", "govuk-select"),
        ("checkboxes", "govuk-checkboxes__input"),
        ("radios", "govuk-radios__input"),
        ("textarea", "govuk-textarea"),
        ("file", "govuk-file-upload"),
        ("tick", "govuk-checkboxes__input"),
    ],
)
def test_widget_gets_its_class(name, css_class):
    html = str(EveryKind())

    assert control(html, name)["class"] == css_class


@pytest.mark.parametrize(
    ("name", "css_class"),
    [
        ("text", "govuk-input govuk-input--error"),
        ("select", "govuk-select govuk-select--error"),
        ("checkboxes", "govuk-checkboxes__input"),
        ("tick", "govuk-checkboxes__input"),
    ],
)
def test_widget_in_error_gets_its_class(name, css_class):
    html = str(EveryKind({}))

    assert control(html, name)["class"] == css_class


def test_every_control_has_one_label():
    html = str(EveryKind())

    ids = re.findall(r'<(?:input|select|textarea)[^>]*type="(?!hidden)[^>]*\bid="([^"]+)"', html)
    assert ids
    assert [html.count(f'<label class="govuk-label govuk-label--s" for="{id_}"') +
            html.count(f'__label" for="{id_}"') for id_ in ids] == [1] * len(ids)  # fmt: skip


def test_hint_and_error_describe_the_control():
    html = str(EveryKind({}))

    assert control(html, "text")["aria-describedby"] == "id_text_helptext id_text_error"
    assert control(html, "text")["aria-invalid"] == "true"
    assert html.count('id="id_text_helptext"') == html.count('id="id_text_error"') == 1


def test_hint_and_error_of_a_group_describe_its_fieldset():
    html = str(EveryKind({}))

    assert (
        '<fieldset class="govuk-fieldset" aria-describedby="id_checkboxes_helptext id_checkboxes_error">'
        in html
    )
    assert "aria-describedby" not in control(html, "checkboxes")
    assert "aria-invalid" not in control(html, "radios")


def test_choices_are_rendered_once_each():
    html = str(EveryKind())

    assert (html.count("Apple"), html.count("Bramble")) == (3, 3)


def test_error_summary_leads_to_the_first_control_of_each_field():
    form = EveryKind({"text": "words", "select": "a"})

    assert form.error_summary == [
        {"text": "This field is required.", "href": "#id_checkboxes_0"},
        {"text": "This field is required.", "href": "#id_radios_0"},
        {"text": "This field is required.", "href": "#id_tick"},
    ]


def test_error_summary_lists_errors_of_the_whole_form_without_link():
    class Refusing(GovukForm):
        def clean(self):
            raise forms.ValidationError("The two dates overlap.")

    assert Refusing({}).error_summary == [{"text": "The two dates overlap.", "href": ""}]


def test_error_text_is_escaped():
    class Picky(GovukForm):
        word = forms.ChoiceField(choices=CHOICES)

    html = str(Picky({"word": "<script>"}))

    assert "<script>" not in html


def test_facet_checkboxes_show_counts_only_where_given():
    class Facets(GovukForm):
        fruit = forms.MultipleChoiceField(choices=CHOICES, widget=FacetCheckboxes(counts={"a": 0}))

    html = str(Facets())

    assert re.findall(r"<b>(\d+)</b>", html) == ["0"]


def test_a_box_of_a_facet_has_no_more_markup_than_it_needs():
    class Facets(GovukForm):
        fruit = forms.MultipleChoiceField(choices=CHOICES, widget=FacetCheckboxes(counts={"b": 19}))

    assert '<label><input type="checkbox" name="fruit" value="b">Bramble <b>19</b></label>' in str(Facets())


def test_a_facet_is_a_group_with_a_name_and_says_what_is_wrong_with_it():
    class Facets(GovukForm):
        fruit = forms.MultipleChoiceField(choices=CHOICES, widget=FacetCheckboxes, help_text="Any of them.")

    assert str(Facets({})).startswith(
        '<fieldset class="portal-facet govuk-form-group--error" aria-describedby="id_fruit_helptext id_fruit_error">'
        '<legend>Fruit</legend>\n<div class="govuk-hint" id="id_fruit_helptext">Any of them.</div>'
        '\n<p class="govuk-error-message" id="id_fruit_error">'
    )


def test_boxes_of_a_facet_are_escaped_and_have_one_id_for_its_errors():
    class Facets(GovukForm):
        fruit = forms.MultipleChoiceField(choices=[("<a>", "<b>"), ("c", "d")], widget=FacetCheckboxes)

    form = Facets({})

    assert re.findall('value="([^"]+)" id="([^"]+)">([^<]+)<', str(form)) == [
        ("&lt;a&gt;", "id_fruit_0", "&lt;b&gt;")
    ]
    assert form.error_summary == [{"text": "This field is required.", "href": "#id_fruit_0"}]


def test_grouped_choices_keep_their_heading():
    class Grouped(GovukForm):
        fruit = forms.MultipleChoiceField(choices=[("Wild", CHOICES)], widget=FacetCheckboxes)

    html = str(Grouped())

    assert html.count('<p class="portal-choice-group">Wild</p>') == 1


def test_filter_set_uses_the_same_markup():
    class Filter(django_filters.FilterSet):
        fruit = django_filters.MultipleChoiceFilter(choices=CHOICES, widget=FacetCheckboxes, method="all")

        class Meta:
            form = GovukForm

        def all(self, queryset, name, value):
            return queryset

    html = str(Filter(QueryDict("fruit=b"), queryset=User.objects.none()).form)

    assert re.findall(r'value="(\w)"(?: id="\w+")?( checked)?>', html) == [
        ("a", ""),
        ("b", " checked"),
    ]


def test_other_forms_keep_djangos_widgets():
    class Plain(forms.Form):
        fruit = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)

    assert "govuk" not in str(Plain())


def _fields_of_public_forms():
    """Return (name, field) of every field that readers fill in, of a booking for one person and for two."""
    kinds = {
        kind
        for module in (booking, follow_up, contact_forms)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, GovukForm)
    }
    filled = [kind.base_fields for kind in kinds]
    filled += [booking.BookingForm(people=people, asks_manager=True).fields for people in (1, 2)]
    return [
        (name, field) for fields in filled for name, field in fields.items() if not field.widget.is_hidden
    ]


def test_every_mistake_in_a_public_form_is_said_as_govuk_says_it():
    """What to do, as an order, or what must be; one sentence has no full stop."""
    wrong = []
    fields = _fields_of_public_forms()
    for name, field in fields:
        kinds = {"required"} if field.required else set()
        kinds |= {"invalid"} if isinstance(field, forms.EmailField) else set()
        kinds |= {"invalid_choice"} if isinstance(field, forms.ChoiceField) else set()
        said = [str(field.error_messages.get(kind, "")) for kind in sorted(kinds)]
        said += [str(each) for kind, each in field.error_messages.items() if kind == "max_length"]
        wrong += [
            (name, text)
            for text in said
            if not re.match(r"(?:Enter|Choose) |.* must be [\d,]+ characters or fewer$", text)
            or text.endswith(".")
        ]

    assert (len(fields) > 30, wrong) == (True, [])


def test_a_select_has_its_options_in_groups_and_the_chosen_one_marked():
    class Grouped(GovukForm):
        fruit = forms.ChoiceField(choices=[("", "Choose <one>"), ("Wild", CHOICES)])

    html = str(Grouped({"fruit": "b"})["fruit"])

    assert '<option value="">Choose &lt;one&gt;</option><optgroup label="Wild">' in html
    assert '<option value="b" selected>Bramble</option></optgroup></select>' in html
    assert html.count(" selected") == 1
