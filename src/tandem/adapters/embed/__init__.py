"""Texts in, vectors out: the shipped model, another ONNX folder, or an endpoint."""
