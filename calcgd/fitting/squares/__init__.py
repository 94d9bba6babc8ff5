"""Least squares: residuals, searches and their starts, linear models, and what is known of the parameters."""
