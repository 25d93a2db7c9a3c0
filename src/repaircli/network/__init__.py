"""The service network: regions, stations, people, areas, capacity, coverage, changes."""
