"""No reader chooses the name of a field (T49): neither in the code, nor by any parameter of a list."""

import ast

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.admin.pages import list_address
from tests.admin.test_access import MODELS
from tests.factories import make_course, make_pathway, make_resource, make_session, make_theme, make_toolkit
from tests.security.sweeps.expressions import PACKAGES, ROOT

pytestmark = pytest.mark.django_db
# Where the name of a field, or SQL, may stand in a call.
BY_NAME = {
    "order_by",
    "values",
    "values_list",
    "only",
    "defer",
    "select_related",
    "prefetch_related",
    "extra",
    "raw",
    "distinct",
    "F",
    "RawSQL",
}
BY_KEYWORD = {
    "filter",
    "exclude",
    "get",
    "annotate",
    "alias",
    "aggregate",
    "update",
    "Q",
    "create",
    "get_or_create",
    "update_or_create",
}
# `cleaned_data` has what a form has checked, but not for being a name.
TYPED = {"GET", "POST", "COOKIES", "headers", "META", "query_params", "cleaned_data"}
CHOSEN_NAMES = [
    "password",
    "owner__password",
    "owner__password__startswith",
    "updated_by__email",
    "-owner__password",
    "?",
    "pk",
    "id) --",
]
LISTS = [
    "/toolkits/",
    "/resources/",
    "/training/",
    "/training/dates/",
    "/contacts/",
    "/themes/",
    "/processes/",
    "/search/",
    "/api/search",
    "/api/pathways/",
    "/glossary/",
    "/parents-and-carers/",
]


def chosen_in(function):
    """Return the calls of a function (AST) in which what was typed stands for the name of a field."""
    typed = set()
    # Names are followed through assignments and loops, in the order of the code.
    for node in ast.walk(function):
        if (
            isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr)
            and node.value
            and _is_typed(node.value, typed)
        ):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            typed |= {
                each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)
            }
        elif isinstance(node, ast.For | ast.comprehension) and _is_typed(node.iter, typed):
            typed |= {each.id for each in ast.walk(node.target) if isinstance(each, ast.Name)}
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in BY_NAME and any(_is_typed(each, typed) for each in node.args):
            yield node
        if name in BY_KEYWORD:
            for each in node.keywords:
                if each.arg is None and _names_typed(each.value, typed):
                    yield node


def _names_typed(node, typed):
    """Return whether the keys of what is unpacked were typed. A table with keys of the code and typed values is none."""
    if isinstance(node, ast.Dict):
        return any(key is None or _is_typed(key, typed) for key in node.keys)
    if isinstance(node, ast.DictComp):
        return _is_typed(node.key, typed)
    return _is_typed(node, typed)


def _is_typed(node, typed):
    """Return whether a part of `node` was typed. What a table of the code (a name in capitals) gives for it was not."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id.isupper():
        return False
    if isinstance(node, ast.Name):
        return node.id in typed
    if isinstance(node, ast.Attribute) and node.attr in TYPED:
        return True
    return any(_is_typed(each, typed) for each in ast.iter_child_nodes(node))


def chosen_in_code(code):
    tree = ast.parse(code)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [f"{function.name}: {ast.unparse(call)}" for function in functions for call in chosen_in(function)]


def test_no_function_names_a_field_by_what_was_typed():
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if chosen := chosen_in_code(path.read_text()):
                found[path.relative_to(ROOT).as_posix()] = chosen

    assert found == {}


@pytest.mark.parametrize(
    "body",
    [
        "return rows.order_by(request.GET['sort'])",
        "sort = request.GET.get('sort', 'title')\n    return rows.order_by(sort, 'pk')",
        "return rows.filter(**request.GET.dict())",
        "name = request.POST['field']\n    return rows.filter(**{f'{name}__in': [1]})",
        "return rows.filter(**{key: value for key, value in request.GET.items()})",
        "column = request.GET['by']\n    return rows.annotate(by=F(column))",
        "return rows.values_list(*request.GET.getlist('columns'))",
        "return rows.extra(where=[1], select=2).raw(request.GET['sql'])",
    ],
)
def test_each_way_of_naming_one_is_found(body):
    assert len(chosen_in_code(f"def view(request, rows):\n    {body}\n")) == 1


def test_a_value_that_was_typed_is_none():
    body = "return rows.filter(title=request.GET['q'], **{'slug': request.GET['slug']}).order_by('title')"

    assert chosen_in_code(f"def view(request, rows):\n    {body}\n") == []


def asked(client, path, parameters):
    """Return the SELECTs that a page makes, without their values."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(path, parameters)
    return [query["sql"] for query in queries if "stored_page" not in query["sql"]]


@pytest.mark.parametrize("path", LISTS)
def test_a_parameter_that_nobody_knows_changes_no_question_to_the_database(client, path):
    for make in (make_theme, make_toolkit, make_resource, make_course, make_pathway, make_session):
        make()
    client.get(path)

    plain = len(asked(client, path, {}))
    for name in CHOSEN_NAMES:
        for parameters in (
            {name: "a"},
            {"sort": name},
            {"order_by": name},
            {"ordering": name},
            {"o": name},
            {"fields": name},
        ):
            sql = asked(client, path, parameters)
            assert not any("password" in each for each in sql)
            assert len(sql) in (plain, 0) or path.startswith("/api/")


@pytest.mark.parametrize(
    "model", [each for each in admin.site._registry if each in MODELS], ids=lambda model: model._meta.label
)
def test_a_list_of_the_admin_filters_by_no_password(model, signed_in):
    administrator = signed_in("administrator")
    people = [
        field.name
        for field in model._meta.fields
        if field.is_relation and field.related_model.__name__ == "User"
    ]
    chains = ["password__startswith", *(f"{name}__password__startswith" for name in people)]

    for chain in chains:
        sql = asked(administrator, list_address(model), {chain: "pbkdf2"})
        assert not any("pbkdf2" in each for each in sql)
