"""Where an index is kept: a folder of this machine, or collections of a Milvus server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import SettingsError
from index.settings import IndexSettings

CALIBRATION_FILE = "calibration.json"  # beside the versions, made by `chatbot calibrate`
TOKEN_VARIABLE = "MILVUS_TOKEN"  # noqa: S105  # the name of a variable, not a secret


@dataclass(frozen=True, slots=True)
class MilvusPlace:
    """Collections of a Milvus server whose names begin with `collection`.

    `folder` is this machine's index folder, which keeps the exported encoder and the owner's calibration. `seconds` is
    the deadline of one call. The token is never shown.
    """

    uri: str
    collection: str
    folder: Path
    seconds: float
    token: str = field(default="", repr=False)


Place = Path | MilvusPlace


def index_place(settings: IndexSettings, base: Path, environ: Mapping[str, str]) -> Place:
    """Where these settings keep the index; relative paths start from `base`, the token comes from `MILVUS_TOKEN`."""
    folder = base / settings.dir
    if settings.engine == "embedded":
        return folder
    if settings.uri is None:
        raise SettingsError(
            "index.uri is missing: the engine is milvus, so name its server, as http://localhost:19530."
        )
    return MilvusPlace(
        settings.uri, settings.collection, folder, settings.milvus_seconds, environ.get(TOKEN_VARIABLE, "")
    )


def local_folder(place: Place) -> Path:
    """The index folder of this machine."""
    return place.folder if isinstance(place, MilvusPlace) else place
