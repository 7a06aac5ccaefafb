"""Documents on paper: PDFs made by typst from the files in this folder, with the portal's own typeface and colours."""
