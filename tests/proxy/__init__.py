"""The web servers in front of the portal, as deploy/ configures them: what they pass on, refuse, answer by themselves and log."""
