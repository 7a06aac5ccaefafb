"""The editors' pages that show how a document was read, beside the document itself, and take corrections."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from hscp.admin.extra_pages import RecordPage, admin_address
from hscp.brochure.converting.files import picture_of
from hscp.brochure.importing.account import boxes_on, kind_of, parts_of, printed
from hscp.brochure.importing.forms import CorrectionsForm
from hscp.brochure.importing.import_runs import AlreadyDecided, account_of, correct_run, document_of
from hscp.brochure.models import ImportedPdf, ImportState
from hscp.brochure.reading.values import NotABrochure
from hscp.links.uploads.refusals import Refused


class LinesPage(RecordPage):
    """A file that says how each line of the document was read."""

    prefix = "<int:object_id>/"
    route = "lines/"
    name = "lines"

    def handle(self):
        response = JsonResponse(
            account_of(self.record), json_dumps_params={"indent": 2, "ensure_ascii": False}
        )
        response["Content-Disposition"] = f'attachment; filename="import-{self.record.pk}-lines.json"'
        return response


class AccountPage(RecordPage):
    """What became of each line, a page or a theme at a time; a POST has lines read as the editor says."""

    prefix = "<int:object_id>/"
    route = "account/"
    name = "account"
    template = "admin/brochure/importrun/account.html"

    def handle(self):
        request, run = self.request, self.record
        document = document_of(run)
        boxes = ImportedPdf.objects.filter(run=run).values_list("boxes", flat=True).first() or {}
        parts = parts_of(document.account, boxes)
        asked = request.GET.get("part")
        part = next((each for each in parts if each.key == asked), parts[0])
        may_correct = (
            self.admin.has_add_permission(request)
            and run.state == ImportState.WAITING
            and bool(document.packs)
            and not document.is_marked
        )
        form = CorrectionsForm(part.lines, request.POST if request.method == "POST" else None)
        if request.method == "POST":
            if run.state != ImportState.WAITING and self.admin.has_add_permission(request):
                messages.error(request, str(AlreadyDecided(run)))
                return self.to_page()
            if not may_correct:
                raise PermissionDenied
            if form.is_valid():
                return self._correct(form, part)
        position = parts.index(part)
        return self.render(
            f"How {run.file_name} was read: {part.label}",
            run=run,
            parts=parts,
            part=part,
            previous=parts[position - 1] if position else None,
            following=parts[position + 1] if position + 1 < len(parts) else None,
            rows=[
                (line, printed(line), kind_of(line), form[f"line-{line.number}"] if may_correct else "")
                for line in part.lines
            ],
            boxes=boxes_on(part, boxes) if part.page else [],
            corrects=may_correct,
            is_marked=document.is_marked,
            form=form,
        )

    def _correct(self, form, part):
        request, run = self.request, self.record
        try:
            changed = correct_run(run_id=run.pk, corrections=form.corrections, by=request.user)
        except (AlreadyDecided, NotABrochure) as error:
            messages.error(request, str(error))
        else:
            lines = "One line is" if changed == 1 else f"{changed} lines are"
            messages.success(
                request,
                f"{lines} read as you said, and the plan was made again. Later documents are read so, too."
                if changed
                else "Nothing was corrected.",
            )
        address = admin_address(self.admin.opts, "account", run.pk)
        return redirect(f"{address}?{urlencode({'part': part.key})}")


class PicturePage(RecordPage):
    """A page of an imported PDF as a picture."""

    prefix = "<int:object_id>/"
    route = "pages/<int:page>.png"
    name = "pdf_page"
    methods = ("GET", "HEAD")

    def handle(self, page):
        stored = ImportedPdf.objects.filter(run=self.record).only("content").first()
        if stored is None:
            raise Http404
        try:
            return HttpResponse(picture_of(bytes(stored.content), page), content_type="image/png")
        except Refused as refused:
            raise Http404(refused.message) from refused
