"""The portal's printed documents: packs, posters and the whole brochure, made from the live records."""
