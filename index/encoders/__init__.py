"""The ways in which a model becomes vectors: as it is, on PyTorch, or exported, on ONNX Runtime."""
