"""The addresses of a site of which one part cannot be imported."""

raise RuntimeError("Canaryname in the error")
