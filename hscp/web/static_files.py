"""Static files in production: hashed names, compressed copies."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites `import "…"` inside scripts, so modules import each other by their hashed names."""

    # FILE_UPLOAD_PERMISSIONS is for editors' files. These are for everybody: the proxy and the site run as other users.
    file_permissions_mode = 0o644
    support_js_module_import_aggregation = True

    def compress_files(self, paths):
        """Compress the files with hashed names alone: pages ask for no others, and each takes time to compress well."""
        hashed = set(self.hashed_files.values())
        return super().compress_files(path for path in paths if path in hashed)
