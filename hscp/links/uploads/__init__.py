"""What an upload must be to be kept: one module for each kind of file, all of them used by `examine`."""
