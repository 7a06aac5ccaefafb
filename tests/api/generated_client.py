"""The client that openapi-python-client makes of an OpenAPI document: it had no part in writing the document."""

import importlib
import sys
from contextlib import contextmanager

from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

_NAME = "made_client"


def refusals(document, folder):
    """Make the client of `document` (bytes) in `folder`; return what the generator finds wrong with it, a list of str."""
    source = folder / "openapi.json"
    source.write_bytes(document)
    config = Config.from_sources(
        ConfigFile(package_name_override=_NAME, post_hooks=[]),
        MetaType.NONE,
        source,
        "utf-8",
        overwrite=True,
        output_path=folder / _NAME,
    )
    return [f"{error.header}: {error.detail}" for error in generate(config=config)]


@contextmanager
def generated_client(document, folder):
    """Yield the package of the client of `document` (bytes), made in `folder`, of which the generator must have no complaint."""
    assert refusals(document, folder) == []
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(_NAME)
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == _NAME]:
            del sys.modules[name]
