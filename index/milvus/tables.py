"""Bytes by name in a collection, cut into rows: what a version has beside its passages."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence

import zstandard

from index.errors import IndexDamaged
from index.milvus.connection import Connection
from index.milvus.layout import CONTENT, KEY, LONGEST_TEXT, UNUSED

_CUT = (LONGEST_TEXT - 16) // 4 * 3  # bytes that fit a row in base64, behind the count of parts
_AT_ONCE = 64  # rows of a call: four megabytes
_LEVEL = 3


def create_tables(milvus: Connection, collection: str) -> None:
    """Make a collection for them. Milvus wants a vector in every one."""
    from pymilvus import DataType, MilvusClient  # the extra

    schema = MilvusClient.create_schema(auto_id=False)
    schema.add_field(KEY, DataType.VARCHAR, is_primary=True, max_length=512)
    schema.add_field(CONTENT, DataType.VARCHAR, max_length=LONGEST_TEXT)
    schema.add_field(UNUSED, DataType.FLOAT_VECTOR, dim=2)
    index = MilvusClient.prepare_index_params()
    index.add_index(UNUSED, index_type="FLAT", metric_type="L2")
    milvus.work("create_collection", collection, schema=schema, consistency_level="Strong")
    milvus.build_indexes(collection, index)
    milvus.work("load_collection", collection)


def write_tables(milvus: Connection, collection: str, named: Iterable[tuple[str, bytes]]) -> None:
    """Add these names with their bytes."""
    batch: list[dict[str, object]] = []
    for name, data in named:
        packed = zstandard.compress(data, _LEVEL)
        cuts = range(0, max(1, len(packed)), _CUT)
        for part, begin in enumerate(cuts):
            text = base64.b64encode(packed[begin : begin + _CUT]).decode()
            # The first part says how many there are.
            content = f"{len(cuts)}:{text}" if part == 0 else text
            batch.append({KEY: f"{name}/{part}", CONTENT: content, UNUSED: [0.0, 0.0]})
            if len(batch) == _AT_ONCE:
                milvus.work("insert", collection, batch)
                batch = []
    if batch:
        milvus.work("insert", collection, batch)


def read_table(milvus: Connection, collection: str, name: str) -> bytes:
    """The bytes of a name; IndexDamaged where they are not whole."""
    return next(read_tables(milvus, collection, [name]))


def read_tables(milvus: Connection, collection: str, names: Sequence[str]) -> Iterator[bytes]:
    """The bytes of each of these names, in their order."""
    for begin in range(0, len(names), _AT_ONCE):
        asked = names[begin : begin + _AT_ONCE]
        first = _contents(milvus, collection, [f"{name}/0" for name in asked])
        for name in asked:
            try:
                count, _, text = first[f"{name}/0"].partition(":")
                keys = [f"{name}/{part}" for part in range(1, int(count))]
                more: dict[str, str] = {}
                for place in range(0, len(keys), _AT_ONCE):
                    more |= _contents(milvus, collection, keys[place : place + _AT_ONCE])
                packed = b"".join(
                    base64.b64decode(part, validate=True) for part in [text, *(more[key] for key in keys)]
                )
                yield zstandard.decompress(packed)
            except (KeyError, ValueError, zstandard.ZstdError) as error:
                raise IndexDamaged(
                    f"{name} is missing or damaged in the collection {collection}; check the index with `chatbot index verify`."
                ) from error


def _contents(milvus: Connection, collection: str, keys: Sequence[str]) -> Mapping[str, str]:
    found = milvus.call("get", collection, ids=list(keys), output_fields=[KEY, CONTENT]) if keys else []
    return {row[KEY]: row[CONTENT] for row in found}
