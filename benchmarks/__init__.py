"""Long measurements, printed as tables: `python -m benchmarks`."""
