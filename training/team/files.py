"""What a lead takes away of the team: a spreadsheet, a calendar file and certificates. Each holds what the page shows, no more."""

import io
import re
import zipfile

from hscp.documents.spreadsheets import Sheet
from training.follow_up import certificates
from training.sessions.calendar_files import team_calendar

# A certificate takes a few tenths of a second to make.
MOST_CERTIFICATES = 30
_NOT_PRINTED = (
    "Our certificates cannot show these names yet. Ask each person to open their own training record and say there how the "
    "name is spelt in Latin letters."
)


def as_sheet(team):
    """Return all entries of a Team as a Sheet."""
    headings = [
        "Name",
        "Email",
        "Course",
        "Level",
        "Date",
        "Booking",
        "Number on the waiting list",
        "Attendance",
        "Refresh by",
        "Certificate number",
        "Booked by you",
    ]
    rows = []
    for entry in team.entries:
        until = certificates.refresh_by(entry.session) if entry.attended else None
        rows.append(
            [
                entry.name,
                entry.email,
                entry.session.course.title,
                entry.session.course.level,
                entry.held.isoformat(),
                entry.state_words,
                entry.position,
                entry.attendance,
                until.isoformat() if until else "",
                (entry.booking.certificate or "") if entry.attended else "",
                "Yes" if entry.made_by_lead else "No",
            ]
        )
    return Sheet("Team", [headings, *rows])


def as_calendar(team):
    """Return a calendar file (bytes) with one entry for each coming session of a Team, which says who has a place there."""
    people = {}
    for entry in team.coming:
        people.setdefault(entry.session, []).append(
            entry.name if entry.state == "confirmed" else f"{entry.name} ({entry.state_words.lower()})"
        )
    return team_calendar(people.items())


def with_certificates(team):
    """Return the entries of a Team that have a certificate, newest first."""
    return [entry for entry in team.past if entry.attended]


def as_zip(entries):
    """Return the certificates of `entries` as the bytes of a ZIP file. Raises CannotCompile if one could not be made.

    A name that cannot be printed has no certificate until its person says how it is spelt: a text in the file says whose.
    """
    file, names, without = io.BytesIO(), set(), []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for entry in entries:
            try:
                pdf = certificates.certificate_pdf(entry.booking)
            except certificates.NeedsSpelling:
                without.append(f"{entry.name}: {entry.session.course.title}, {entry.held:%-d %B %Y}")
                continue
            except certificates.NoCertificate:
                # The mark was taken off, or the certificate withdrawn, since the page was read.
                continue
            name = _file_name(entry)
            number = 2
            while name.lower() in names:
                name, number = _file_name(entry, f" {number}"), number + 1
            names.add(name.lower())
            archive.writestr(name, pdf)
        if without:
            archive.writestr("Not in this file.txt", "\n".join([_NOT_PRINTED, "", *without, ""]))
    return file.getvalue()


def _file_name(entry, more=""):
    """Return the name of a certificate in the ZIP: letters and digits of every script, so that no folder can be left."""
    words = f"{entry.name} {entry.session.course.title}"
    plain = " ".join(re.sub(r"[^\w’'-]+", " ", words).split())[:100]
    return f"{plain} {entry.held.isoformat()}{more}.pdf"
