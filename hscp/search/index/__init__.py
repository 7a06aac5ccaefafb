"""Where search is written to: the documents of all records, and the tantivy index made of them."""
