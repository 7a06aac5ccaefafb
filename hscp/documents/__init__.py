"""PDFs: what one is made of, the process that compiles it with typst, and the cache that keeps it."""
