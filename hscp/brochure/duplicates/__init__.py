"""Records that look alike: an import finds them, and an editor decides about them."""
