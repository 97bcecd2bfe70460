"""Embedders turn texts into vectors: the shipped model, an ONNX folder, or an endpoint."""
