"""What deploy/ says of containers, units and processes holds together, and with the portal."""
