"""The reports in the admin: figures by course, theme, agency, role or quarter, and the table that boards print.

They hold no names. Who may see who has booked may read them, and have them as files.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from training.admin.report_form import QuarterlyForm, ReportForm
from training.reports import tables
from training.reports.figures import DIMENSIONS, grouped, total
from training.reports.periods import day
from training.reports.spreadsheets import CONTENT_TYPES, CSV, Sheet, as_csv, as_xlsx


class ReportPages:
    """Mixin for the ModelAdmin of sessions: the pages of reports, and the files of their tables."""

    def get_urls(self):
        return [
            path("reports/", self.admin_site.admin_view(self.reports_view), name="training_session_reports"),
            path(
                "reports/quarterly/",
                self.admin_site.admin_view(self.quarterly_view),
                name="training_session_quarterly",
            ),
            *super().get_urls(),
        ]

    def reports_view(self, request):
        """Show the figures of a period by one dimension, with a chart; with `file` in the address, as that file."""
        form = ReportForm(request.GET)
        return self._report(request, form, "reports", "Training reports", _grouped_report)

    def quarterly_view(self, request):
        """Show the table that boards print, a column for each quarter; with `file` in the address, as that file."""
        form = QuarterlyForm(request.GET)
        return self._report(request, form, "quarterly", "Quarterly figures", _board_report)

    def _report(self, request, form, template, title, read):
        if not request.user.has_perm("training.view_booking"):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        context = {
            "form": form,
            "title": title,
            "tab": template,
            "opts": self.opts,
            "today": day(timezone.localdate()),
        }
        if form.is_valid():
            period = form.period_chosen
            found = read(form, period)
            kind = request.GET.get("file")
            if kind in CONTENT_TYPES:
                return table_file(
                    _sheets(title, period, found["tables"]), kind, f"{template}-{period.start}-{period.end}"
                )
            context |= {"period": period, "query": _query(request), **found}
        return TemplateResponse(
            request,
            f"admin/training/{template}.html",
            {**self.admin_site.each_context(request), **context},
        )


def _grouped_report(form, period):
    dimension = DIMENSIONS[form.cleaned_data["by"]]
    rows, whole = grouped(period, dimension), total(period)
    places = tables.OF_SESSIONS if dimension.of_sessions else tables.OF_PEOPLE
    found = [
        tables.by_row(f"Places and people by {dimension.heading.lower()}", dimension, places, rows, whole)
    ]
    if dimension.evaluated:
        found.append(
            tables.by_row(
                f"What people said by {dimension.heading.lower()}", dimension, tables.SAID, rows, whole
            )
        )
    measure = tables.CHARTS[form.cleaned_data["show"]]
    if measure == tables.HELD and not dimension.of_sessions:
        # Places belong to sessions: people of one kind have no share of them.
        measure = tables.CAME
    return {
        "tables": found,
        "rows": rows,
        "whole": whole,
        "dimension": dimension,
        "chart": tables.chart(measure, rows),
    }


def _board_report(form, period):
    found = tables.board(period)
    return {"tables": found, "whole": total(period)}


def _query(request):
    """Return the query of the page's address, without `file`."""
    query = request.GET.copy()
    query.pop("file", None)
    return query.urlencode()


def _sheets(title, period, found):
    """Return the tables as Sheets, with one more that says what they are of and what each figure means."""
    about = [["Figure", "What it means"], [title, str(period)]]
    about += [list(meaning) for table in found for meaning in table.meanings]
    sheets = [Sheet(f"Table {number}", table.flat()) for number, table in enumerate(found, start=1)]
    return [*sheets, Sheet("What it means", about)]


def table_file(sheets, kind, name):
    """Return the sheets as a file to keep, of the `kind` “csv” or “xlsx”, called `name` without its ending."""
    data = as_csv(sheets) if kind == CSV else as_xlsx(sheets)
    return HttpResponse(
        data,
        headers={
            "Content-Type": CONTENT_TYPES[kind],
            "Content-Disposition": f'attachment; filename="{name}.{kind}"',
        },
    )
