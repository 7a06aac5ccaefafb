"""Static files in production: hashed names, compressed copies."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites `import "…"` inside scripts, so modules import each other by their hashed names."""

    support_js_module_import_aggregation = True
