"""Toolkits, resources and publishers."""
