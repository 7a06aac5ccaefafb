"""What the portal prints: packs, posters and the whole brochure, made from the live records."""
