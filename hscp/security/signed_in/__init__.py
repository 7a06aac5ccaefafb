"""Where members of staff are signed in: each session with its browser and network, so that it can be ended."""
