"""The demonstration: stories played on a training database."""
