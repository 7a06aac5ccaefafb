"""The field that takes an upload."""

from django import forms
from django.core.exceptions import ValidationError

from hscp.links.uploads.examine import examine
from hscp.links.uploads.kinds import SUFFIXES
from hscp.links.uploads.refusals import Refused


class UploadField(forms.FileField):
    """A file to be kept. Its value is the Examined of `hscp.links.uploads.examine`; what is refused is said beside the field."""

    def __init__(self, **kwargs):
        accepted = ",".join(f".{suffix}" for suffix in SUFFIXES)
        # An empty file is refused with words of our own.
        super().__init__(
            **{"widget": forms.FileInput(attrs={"accept": accepted}), "allow_empty_file": True, **kwargs}
        )

    def to_python(self, data):
        """Return the Examined of an upload, None without one."""
        file = super().to_python(data)
        if file is None:
            return None
        try:
            return examine(file)
        except Refused as refused:
            raise ValidationError(refused.message, code=refused.code) from refused
