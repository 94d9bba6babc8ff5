"""Fits over rows that stay where they are: cost, gradient and statistics by queries, to DuckDB or to Spark."""
