"""Imports and exports the records of the areas, one by one or a folder of them."""
