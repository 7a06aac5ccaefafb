"""One undo, for an hour or a day, of a step that changed many rows at once: taking offline, a merge, an import, a spreadsheet."""
