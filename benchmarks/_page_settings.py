"""Settings of the web server that `benchmarks.pages` measures: Handpick's, and one address more."""

from config.settings import *  # noqa: F403 - Django's own way to build settings on others

ROOT_URLCONF = "benchmarks._memory_page"
