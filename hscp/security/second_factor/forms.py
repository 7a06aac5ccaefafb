"""The forms of the second step and of devices."""

from django import forms


class CodeForm(forms.Form):
    """A code of an app, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Enter the code."},
    )


class AnswerForm(forms.Form):
    """What a browser answers for a passkey; the script of the page fills it in."""

    answer = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": "Your browser sent no passkey. Try again."},
    )


class PasswordForm(forms.Form):
    """The password of somebody who is signed in and has no device."""

    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password."},
    )


class _Named(forms.Form):
    name = forms.CharField(
        label="Name of this device",
        max_length=60,
        help_text="What you call it, such as “Work phone”.",
        error_messages={"required": "Give the device a name, such as “Work phone”."},
    )


class NewAppForm(_Named, CodeForm):
    """A new app: what it is called, and a code that shows that it works."""

    field_order = ["code", "name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code that the app shows"


class NewPasskeyForm(_Named, AnswerForm):
    """A new passkey: what it is called, and the browser's answer."""
