"""The rules of the network: dispatch, changes, polls."""
