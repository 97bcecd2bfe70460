"""The build hook: makes files that are in the package but not in git, before packing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))  # hatchling loads only this file

import build_embedder
import build_frontend


class ResourcesHook(BuildHookInterface[Any]):
    """Builds the embedder and the front end for a wheel, an editable install or an sdist."""

    def dependencies(self) -> list[str]:
        """What the build needs: nothing if everything is fresh."""
        embedder = [] if build_embedder.is_fresh(build_embedder.TARGET) else build_embedder.NEEDS
        is_built = all(build_frontend.is_fresh(app) for app in build_frontend.APPS)
        return embedder + ([] if is_built else build_frontend.NEEDS)

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put fresh files into the resources, so that they are packed like any others."""
        if not build_embedder.is_fresh(build_embedder.TARGET):
            build_embedder.build(build_embedder.TARGET)
        build_frontend.build()
