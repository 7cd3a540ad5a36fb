"""The two long parts of a build on Ray: Ray Data reads and chunks in tasks, and embeds in actors, one model each.

    files --tasks--> chunked documents --> the passage table of this machine
    its rows --one actor here: what is known--> batches --an actor a core: the rest is encoded--> this machine

Results come in the order of the files and rows, and are streamed: of what lies between, Ray keeps a bounded part. A
task or actor that dies is begun anew with what it had in hand.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, redirect_stdout
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.building.chunked import ChunkedDocument, Chunking, read_and_chunk
from index.building.embedding import Batch, EmbeddedBatch, ToEmbed, embed, look_up
from index.catalog import Catalog
from index.embed import Maker, PreparedEncoder, open_encoder
from index.encoder import Encoder, Tell
from index.errors import ClusterUnavailable, IndexMismatch, SearchIndexError, SettingsError
from index.reuse import Earlier
from index.settings import Runtime
from index.source_files import Problem, SourceFile
from index.threads import limit_threads
from index.tokens import Projection

os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # read when Ray is imported: nothing is reported to anyone
os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # what fails for good comes as an exception
try:
    import ray
    import ray.data
except ImportError as missing:
    raise SettingsError("building on Ray needs the ray package; install the extra `ray` (README, Extras).") from missing

BATCH = 256  # texts of an actor's turn, a second or less: what a death costs
FILES_AT_ONCE = 16  # of a task, at most
CONNECT_SECONDS = 10  # to find that nobody is there; Ray itself tries for minutes
TASKS_A_CORE = 4  # where there are few files
OBJECTS = 512 << 20  # bytes of shared memory that a local Ray may take; more goes to disk

Row = dict[str, Any]


@contextmanager
def ray_workers(address: str | None, cores: int | None = None) -> Iterator[RayWorkers]:
    """The workers of a running cluster, or else of a Ray that is started here on `cores` (None: all) and ended afterwards.

    ClusterUnavailable where it cannot be reached, or gives up later.
    """
    if address:
        _check_address(address)
    environment: dict[str, str] = {}
    limit_threads(environment)  # as here: another number of threads may give other last bits
    quiet = {"log_to_driver": False, "logging_level": logging.ERROR, "runtime_env": {"env_vars": environment}}
    # Its sockets' paths may have 107 characters, so it cannot be below any temporary folder.
    folder = None if address else tempfile.mkdtemp(prefix="ray-", dir="/tmp")  # made by mkdtemp
    try:
        with _failures(), redirect_stdout(sys.stderr):  # Ray prints that a worker died, some of it late
            with _no_stderr():  # its core says that it was told to be quiet
                if address:
                    ray.init(address, **quiet)
                else:
                    ray.init(
                        "local",
                        num_cpus=cores,
                        include_dashboard=False,
                        object_store_memory=OBJECTS,
                        _temp_dir=folder,
                        **quiet,
                    )
            with _tidy_end():
                yield RayWorkers(int(ray.cluster_resources().get("CPU", 1)))
    finally:
        with redirect_stdout(sys.stderr):
            ray.shutdown()
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


class RayWorkers:
    """Workers on `cores` of the cluster that this process is connected to."""

    def __init__(self, cores: int) -> None:
        self._cores = cores
        context = ray.data.DataContext.get_current()
        context.execution_options.preserve_order = True
        context.enable_progress_bars = context.enable_operator_progress_bars = False
        context.print_on_execution_start = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)

    def read(self, files: Sequence[SourceFile], chunking: Chunking) -> Iterator[ChunkedDocument | Problem]:
        """What a worker cannot read is read here: it may lack the folder, and if it does not, the reason is the same."""
        blocks = max(-(-len(files) // FILES_AT_ONCE), min(len(files), TASKS_A_CORE * self._cores))
        rows = ray.data.from_items([{"file": file} for file in files], override_num_blocks=max(1, blocks))
        read = rows.map_batches(_read, batch_size=None, fn_kwargs={"chunking": chunking})
        for file, row in zip(files, read.iter_rows(), strict=True):
            found: ChunkedDocument | Problem = row["document"]
            yield read_and_chunk(file, chunking) if isinstance(found, Problem) else found

    def embed(self, passages: ToEmbed, prepared: PreparedEncoder, tell: Tell) -> Iterator[EmbeddedBatch]:  # noqa: ARG002  # a batch is told of when it is here
        """What is known is looked up on this machine, whose index folder it is; each actor encodes on one core."""
        with closing(Catalog(passages.catalog)) as catalog:
            batches = catalog.batches(BATCH)
        rows = ray.data.from_items(
            [{"batch": (rows.start, rows.stop)} for rows in batches], override_num_blocks=len(batches)
        )
        export = ray.put({file.name: file.read_bytes() for file in prepared.files})
        done = rows.map_batches(
            _LookUp,
            batch_size=1,
            concurrency=1,
            num_cpus=0,
            fn_constructor_args=[passages],
            resources={f"node:{ray.util.get_node_ip_address()}": 0.001},  # that is, on this machine
        ).map_batches(
            _Embed,
            batch_size=1,
            concurrency=min(self._cores, len(batches)),
            num_cpus=1,
            fn_constructor_args=[prepared.name, prepared.runtime, prepared.maker, prepared.projection, export],
        )
        for row in done.iter_rows():
            if isinstance(found := row["batch"], SearchIndexError):
                raise found
            yield found


def _read(batch: Row, chunking: Chunking) -> Row:
    return {"document": _column(read_and_chunk(file, chunking) for file in batch["file"])}


class _LookUp:
    """An actor beside the index folder."""

    def __init__(self, passages: ToEmbed) -> None:
        self._passages = passages

    def __call__(self, batch: Row) -> Row:
        return {"batch": _column(map(_or_error(self._look_up), batch["batch"]))}

    def _look_up(self, rows: Sequence[int]) -> Batch:
        catalog, earlier = self._opened
        return look_up(catalog.readings(range(*rows)), earlier)

    @cached_property
    def _opened(self) -> tuple[Catalog, Earlier]:
        self._until_it_ends = ExitStack()
        return Catalog(self._passages.catalog), self._until_it_ends.enter_context(self._passages.open_earlier())


class _Embed:
    """An actor with a model, opened from the files that came with the work: it needs no model on its machine."""

    def __init__(
        self, name: str, runtime: Runtime, maker: Maker, projection: Projection | None, export: ray.ObjectRef[Any]
    ) -> None:
        self._name = name
        self._runtime = runtime
        self._maker = maker
        self._projection = projection
        self._export = export

    def __call__(self, batch: Row) -> Row:
        return {"batch": _column(map(_or_error(self._embed), batch["batch"]))}

    def _embed(self, batch: Batch | SearchIndexError) -> EmbeddedBatch:
        if isinstance(batch, SearchIndexError):
            raise batch
        return embed(batch, self._encoder, self._projection)

    @cached_property
    def _encoder(self) -> Encoder:
        files: Mapping[str, bytes] = ray.get(self._export)
        if self._runtime == "torch":
            return open_encoder(self._name, self._maker.encoder, None)
        # Here because it is an exporter's, though this asks only for a name.
        from index.encoders.onnx_export import export_fingerprint

        with tempfile.TemporaryDirectory() as folder:
            for name, data in files.items():
                (Path(folder) / name).write_bytes(data)
            encoder = open_encoder(self._name, self._maker.encoder, Path(folder), threads=1, with_reader=False)
        if export_fingerprint(encoder.model_fingerprint, self._runtime) != self._maker.encoder:
            raise IndexMismatch(
                "a worker's processor needs another export of the model than this machine's, so its vectors would differ; build on machines of one kind, or with index.encoder: fp32."
            )
        return encoder


def _or_error(work: Callable[[Any], object]) -> Callable[[Any], object]:
    """What it gives or else refuses, as a value: Ray would hand an error on without its words."""

    def try_it(argument: Any) -> object:
        try:
            return work(argument)
        except SearchIndexError as error:
            return error

    return try_it


def _column(values: Iterable[object]) -> NDArray[np.object_]:
    listed = list(values)
    column = np.empty(len(listed), object)
    for place, value in enumerate(listed):
        column[place] = value
    return column


def _check_address(address: str) -> None:
    """Refuse what Ray would try for minutes, or take and fail with later."""
    if address == "auto":
        return
    host, _, port = address.rpartition(":")
    if "://" in address or not host or not port.isdecimal():
        raise SettingsError(
            f"--ray {address}: expected HOST:6379 or auto; the build reads from this machine, so make it one of the cluster with `ray start --address HOST:6379`."
        )
    try:
        socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS).close()
    except OSError as error:
        raise ClusterUnavailable(
            f"no Ray cluster can be reached at {address} ({error.strerror or error}); start it, or mend the address."
        ) from error


@contextmanager
def _no_stderr() -> Iterator[None]:
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


@contextmanager
def _tidy_end() -> Iterator[None]:
    """End by an exception on SIGTERM, so that what was begun is removed; Ray's own handler ends at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)


@contextmanager
def _failures() -> Iterator[None]:
    """Ray's errors as one of ours."""
    try:
        yield
    except ConnectionError as error:
        raise ClusterUnavailable(
            f"{error}; see that Ray runs there and that this machine has its token, RAY_AUTH_MODE=token where it asks for one; nothing was published."
        ) from error
    except ray.exceptions.RayError as error:
        said = next(filter(None, map(str.strip, str(error).splitlines())), type(error).__name__)
        raise ClusterUnavailable(f"Ray could not do the work ({said}); nothing was published.") from error
