"""The editors' page on which a saved page is compared with the contacts of the site."""

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect
from django.urls import reverse

from hscp.admin.extra_pages import ListPage
from hscp.brochure.contact_pages.comparing import compare_page
from hscp.brochure.contact_pages.forms import ChoicesForm, PageForm, name_of_fact, name_of_section
from hscp.brochure.contact_pages.proposing import make_processes, propose_facts
from hscp.brochure.contact_pages.sections import read_sections
from hscp.web.wording import counted

SALT = "hscp.brochure.contact_pages"
LASTS_SECONDS = 24 * 60 * 60


class ContactPage(ListPage):
    """Takes a page, shows what it gives beside what the site has, and proposes what an editor chooses. Nothing is live at once."""

    route = "contacts/"
    name = "contacts"
    permissions = ("contacts.change_pathway",)
    template = "admin/brochure/importrun/contacts.html"

    def handle(self):
        request = self.request
        if "carried" in request.POST:
            return self._choose()
        form = PageForm(request.POST, request.FILES) if request.method == "POST" else PageForm()
        if form.is_valid():
            return self._show(form.lines, form.cleaned_data["file"].name)
        return self.render("Compare contacts with a page", form=form)

    def _show(self, lines, name, choices=None):
        carried = signing.dumps({"lines": lines, "name": name}, salt=self._salt, compress=True)
        comparison = compare_page(read_sections(lines))
        choices = choices or ChoicesForm(comparison)
        may_draft = self.request.user.has_perm("themes.add_process")
        return self.render(
            f"Contacts in “{name}”",
            comparison=comparison,
            new=[(found, choices[name_of_fact(found)]) for found in comparison.new],
            unknown=[
                (section, choices[name_of_section(section)] if may_draft else "")
                for section in comparison.unknown
            ],
            carried=carried,
            errors=choices.errors,
        )

    def _choose(self):
        request = self.request
        try:
            carried = signing.loads(request.POST["carried"], salt=self._salt, max_age=LASTS_SECONDS)
        except signing.BadSignature:
            messages.error(request, "The comparison is out of date. Choose the file again.")
            return self.to_list(self.name)
        sections = read_sections(carried["lines"])
        form = ChoicesForm(compare_page(sections), request.POST)
        if not form.is_valid():
            return self._show(carried["lines"], carried["name"], form)
        done, problems = propose_facts(form.choices, by=request.user, name=carried["name"])
        drafts = form.sections if request.user.has_perm("themes.add_process") else []
        make_processes(drafts, sections, by=request.user, name=carried["name"])
        for problem in problems:
            messages.error(request, problem)
        if done:
            wait = "waits" if done == 1 else "wait"
            messages.success(
                request,
                f"{counted(done, 'change')} {wait} for a second person. The public sees nothing of it yet.",
            )
        if drafts:
            messages.success(request, f"{counted(len(drafts), 'draft')} made under Themes → Processes.")
        if not (done or drafts or problems):
            messages.info(request, "Nothing was chosen, and nothing has changed.")
        if done and request.user.has_perm("contacts.view_contactchange"):
            return redirect(reverse("admin:contacts_contactchange_changelist"))
        return self.to_list(self.name)

    @property
    def _salt(self):
        return f"{SALT}:{self.request.user.pk}"
