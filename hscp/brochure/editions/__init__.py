"""Published editions of the brochure: frozen as files, compared, withdrawn."""
