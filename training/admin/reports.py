"""The reports in the admin: figures by course, theme, agency, role or quarter, and the table that boards print.

They hold no names. Anyone who may view bookings may read them and download them as files.
"""

from dataclasses import dataclass

from django.utils import timezone

from hscp.admin.extra_pages import ListPage
from hscp.admin.spreadsheets.files import table_file
from hscp.documents.spreadsheets import CONTENT_TYPES, Sheet
from training.admin.report_form import QuarterlyForm, ReportForm, SaidForm
from training.follow_up.evaluation import FEWEST_ANSWERS
from training.reports import measures, tables
from training.reports.charts import chart, confidence
from training.reports.comments import comments
from training.reports.dimensions import DIMENSIONS
from training.reports.figures import grouped, total
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
        return {**_grouped_report(form, period), "choices": column_choices(self.request.GET, form)}


class QuarterlyPage(FiguresPage):
    """The table that boards print, a column for each quarter."""

    route = "reports/quarterly/"
    name = "quarterly"
    template = "admin/training/quarterly.html"
    title = "Quarterly figures"
    form = QuarterlyForm

    def read(self, form, period):
        found = [*tables.board(period, compare=form.cleaned_data["compare"]), tables.cancelled(period)]
        return {"tables": found, "whole": total(period)}


class SaidPage(FiguresPage):
    """What people said after sessions: how confident they are, who answered, and their comments by theme and word."""

    permissions = ("training.view_booking", "training.view_evaluation")
    route = "reports/evaluation/"
    name = "said"
    template = "admin/training/said.html"
    title = "What people said"
    form = SaidForm

    def read(self, form, period):
        chosen = form.cleaned_data
        dimension = DIMENSIONS[chosen["by"]]
        rows, whole = grouped(period, dimension), total(period)
        table = tables.by_row(
            f"What people said by {dimension.heading.lower()}",
            dimension,
            (measures.PEOPLE, *measures.SAID),
            rows,
            whole,
        )
        return {
            "tables": [table],
            "whole": whole,
            "dimension": dimension,
            "confidence": confidence(rows),
            "comments": comments(period, theme=chosen["theme"], word=chosen["word"]),
            "fewest": FEWEST_ANSWERS,
        }


def _grouped_report(form, period):
    chosen = form.cleaned_data
    dimension = DIMENSIONS[chosen["by"]]
    rows, whole = grouped(period, dimension), total(period)
    measure = measures.CHARTS[chosen["show"]]
    if measure in (measures.HELD, measures.PEOPLE_OF_PLACES) and not dimension.of_sessions:
        # Places belong to sessions: people of one kind have no share of them.
        measure = measures.CAME
    return {
        "tables": _tables(chosen, period, dimension, rows, whole),
        "rows": rows,
        "whole": whole,
        "dimension": dimension,
        "chart": chart(measure, rows, whole),
    }


def _tables(chosen, period, dimension, rows, whole):
    """Return the tables that the valid form asks for."""
    what = dimension.heading.lower()
    if chosen["across"] and chosen["across"] != chosen["by"]:
        across = DIMENSIONS[chosen["across"]]
        caption = f"Who was there, by {what} and {across.heading.lower()}"
        return [tables.cross(caption, period, dimension, across)]
    possible = measures.columns(dimension)
    if own := [possible[code] for code in chosen["columns"] if code in possible]:
        return [tables.by_row(f"Figures by {what}", dimension, own, rows, whole)]
    places = measures.OF_SESSIONS if dimension.of_sessions else measures.OF_PEOPLE
    found = [tables.by_row(f"Places and people by {what}", dimension, places, rows, whole)]
    if dimension.evaluated:
        found.append(tables.by_row(f"What people said by {what}", dimension, measures.SAID, rows, whole))
    if chosen["by"] == "session":
        found.append(tables.cancelled(period))
    return found


@dataclass(frozen=True)
class ColumnChoice:
    """A column to choose: its name, whether it is shown, and the queries that move it to the left and that add or remove it."""

    name: str
    is_shown: bool
    earlier: str
    other: str


def column_choices(query, form):
    """Return the ColumnChoices of a report: those shown in their order, then the others. `query` (QueryDict) is the address's."""
    possible = measures.columns(DIMENSIONS[form.cleaned_data["by"]])
    shown = [code for code in form.cleaned_data["columns"] if code in possible] or list(possible)

    def with_columns(codes):
        changed = query.copy()
        changed.pop("file", None)
        changed["columns"] = ",".join(codes)
        return changed.urlencode(safe=",")

    def moved(code):
        at = shown.index(code)
        return with_columns([*shown[: at - 1], code, shown[at - 1], *shown[at + 1 :]]) if at else ""

    chosen = [
        ColumnChoice(
            possible[code].name, True, moved(code), with_columns([each for each in shown if each != code])
        )
        for code in shown
    ]
    return chosen + [
        ColumnChoice(measure.name, False, "", with_columns([*shown, code]))
        for code, measure in possible.items()
        if code not in shown
    ]


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
