"""Writing to search: the documents of all records, and the tantivy index built from them."""
