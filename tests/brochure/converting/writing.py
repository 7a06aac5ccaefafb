"""Writing a brochure as a file of any kind."""

from hscp.vocabulary import AudienceGroup, Section
from training.enums import CourseFormat

SECTIONS = {
    Section.STRATEGY: "Strategy, guidance & procedures",
    Section.DAY_IN_THE_LIFE: "Day in the life",
    Section.CASE_STUDIES: "Case studies",
    Section.ADDITIONAL: "Additional resources",
    Section.PROFESSIONAL: "Professional resources",
}
FORMATS = {
    CourseFormat.WEBINAR: "Webinars",
    CourseFormat.ELEARNING: "eLearning",
    CourseFormat.VIDEO: "Videos",
    CourseFormat.PRACTICAL_SESSION: "Practical sessions",
}
AUDIENCES = {
    AudienceGroup.PROFESSIONALS: "Professionals",
    AudienceGroup.PARENTS_AND_CARERS: "Parents and carers",
    AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE: "Children and young people",
}


def write(brochure, file):
    """Write a ReadBrochure with `file`, a WordFile, a PdfFile or a TextFile. Returns the file (bytes)."""
    file.title(brochure.title)
    file.text(brochure.edition)
    for pack in brochure.packs:
        file.theme(pack.title)
        for paragraph in pack.introduction.split("\n\n"):
            file.text(paragraph.replace("\n", " ").replace("*", ""))
        if pack.toolkits:
            file.part("Supporting toolkits")
        for audience, name in AUDIENCES.items():
            toolkits = [each for each in pack.toolkits if each.audience_group == audience and not each.lead]
            _write_list(file.inner_part, name, toolkits, file)
        for section, name in SECTIONS.items():
            _write_list(file.part, name, [each for each in pack.resources if each.section == section], file)
        if any(each.format in FORMATS for each in pack.courses):
            file.part("Training")
        for course_format, name in FORMATS.items():
            courses = [each for each in pack.courses if each.format == course_format]
            _write_list(file.inner_part, name, courses, file)
        for line in pack.booking_lines:
            file.text(line.text)
        if pack.key_message:
            file.message("If you do one thing...", pack.key_message.replace("\n", " ").replace("*", ""))
    return file.saved()


def _write_list(heading, name, records, file):
    if records:
        heading(name)
        file.items(
            [
                (each.title, each.link, int(bool(getattr(each, "collection", ""))), getattr(each, "note", ""))
                for each in records
            ]
        )
