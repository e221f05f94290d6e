"""The finished browser files of others that Handpick serves itself, found in node_modules."""

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

TABLER = "@tabler/core/dist"
ICONS = "@tabler/icons-webfont/dist"
TOM_SELECT = "tom-select/dist"
TOM_SELECT_CSS = "tom-select.bootstrap5.min.css"
# Served name -> file in node_modules. Source maps are named too: hashed storage follows their reference.
FILES = {
    "vendor/tabler/tabler.min.css": f"{TABLER}/css/tabler.min.css",
    "vendor/tabler/tabler.min.css.map": f"{TABLER}/css/tabler.min.css.map",
    "vendor/tabler/tabler.min.js": f"{TABLER}/js/tabler.min.js",
    "vendor/tabler/tabler.min.js.map": f"{TABLER}/js/tabler.min.js.map",
    "vendor/icons/tabler-icons.min.css": f"{ICONS}/tabler-icons.min.css",
    **{
        f"vendor/icons/fonts/tabler-icons.{kind}": f"{ICONS}/fonts/tabler-icons.{kind}"
        for kind in ("woff2", "woff", "ttf")
    },
    "vendor/echarts/echarts.min.js": "echarts/dist/echarts.min.js",
    "vendor/tom-select/tom-select.min.css": f"{TOM_SELECT}/css/{TOM_SELECT_CSS}",
    f"vendor/tom-select/{TOM_SELECT_CSS}.map": f"{TOM_SELECT}/css/{TOM_SELECT_CSS}.map",
    "vendor/tom-select/tom-select.min.js": f"{TOM_SELECT}/js/tom-select.complete.min.js",
    "vendor/tom-select/tom-select.complete.min.js.map": f"{TOM_SELECT}/js/tom-select.complete.min.js.map",
}


class VendorStorage(FileSystemStorage):
    """node_modules, read under the served names of FILES."""

    def path(self, name: str) -> str:
        return super().path(FILES[name])


class VendorFinder(BaseFinder):
    """Finds just the files named above, so that node_modules as a whole is never served."""

    def __init__(self, *args, **kwargs):
        self.storage = VendorStorage(location=settings.BASE_DIR / "node_modules")
        super().__init__(*args, **kwargs)

    def find(self, path, find_all=False, **kwargs):
        """The file behind a served name, or nothing."""
        if path not in FILES or not self.storage.exists(path):
            return []
        found = self.storage.path(path)
        return [found] if find_all else found

    def list(self, ignore_patterns):
        """Each served name that exists, with the storage that reads it."""
        for name in FILES:
            if self.storage.exists(name):
                yield name, self.storage
