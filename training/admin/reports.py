"""The reports in the admin: figures by course, theme, agency, role or quarter, and the table that boards print.

They hold no names. Anyone who may view bookings may read them and download them as files.
"""

from django.utils import timezone

from hscp.admin.extra_pages import ListPage
from hscp.admin.spreadsheets.files import table_file
from hscp.documents.spreadsheets import CONTENT_TYPES, Sheet
from training.admin.report_form import QuarterlyForm, ReportForm
from training.reports import measures, tables
from training.reports.charts import chart
from training.reports.figures import DIMENSIONS, grouped, total
from training.reports.periods import day


class FiguresPage(ListPage):
    """A page of figures of a period; with `file` in the address, its tables as that file."""

    permissions = ("training.view_booking",)
    methods = ("GET", "HEAD")
    title = ""
    form = None

    def read(self, form, period):
        """Return what the valid `form` asks for of `period`, as the context of the template, with `tables`."""
        raise NotImplementedError

    def handle(self):
        form = self.form(self.request.GET)
        context = {"form": form, "tab": self.name, "today": day(timezone.localdate())}
        if form.is_valid():
            period = form.period_chosen
            found = self.read(form, period)
            kind = self.request.GET.get("file")
            if kind in CONTENT_TYPES:
                sheets = _sheets(self.title, period, found["tables"])
                return table_file(sheets, kind, f"{self.name}-{period.start}-{period.end}")
            context |= {"period": period, "query": _query(self.request), **found}
        return self.render(self.title, **context)


class ReportsPage(FiguresPage):
    """The figures of a period by one dimension, with a chart."""

    route = "reports/"
    name = "reports"
    template = "admin/training/reports.html"
    title = "Training reports"
    form = ReportForm

    def read(self, form, period):
        return _grouped_report(form, period)


class QuarterlyPage(FiguresPage):
    """The table that boards print, a column for each quarter."""

    route = "reports/quarterly/"
    name = "quarterly"
    template = "admin/training/quarterly.html"
    title = "Quarterly figures"
    form = QuarterlyForm

    def read(self, form, period):
        return {"tables": tables.board(period), "whole": total(period)}


def _grouped_report(form, period):
    dimension = DIMENSIONS[form.cleaned_data["by"]]
    rows, whole = grouped(period, dimension), total(period)
    places = measures.OF_SESSIONS if dimension.of_sessions else measures.OF_PEOPLE
    found = [
        tables.by_row(f"Places and people by {dimension.heading.lower()}", dimension, places, rows, whole)
    ]
    if dimension.evaluated:
        found.append(
            tables.by_row(
                f"What people said by {dimension.heading.lower()}", dimension, measures.SAID, rows, whole
            )
        )
    measure = measures.CHARTS[form.cleaned_data["show"]]
    if measure == measures.HELD and not dimension.of_sessions:
        # Places belong to sessions: people of one kind have no share of them.
        measure = measures.CAME
    return {
        "tables": found,
        "rows": rows,
        "whole": whole,
        "dimension": dimension,
        "chart": chart(measure, rows),
    }


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
