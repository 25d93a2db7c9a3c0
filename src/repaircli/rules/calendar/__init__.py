"""Working time and months."""
