"""The index in Milvus: versions as collections, searched over the network. Needs the extra `milvus`."""
