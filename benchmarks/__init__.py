"""Benchmarks: Tandem's speed and memory, each figure beside a floor."""
