"""The printed order, as text, HTML and PDF."""
