"""The editors' start page: the work waiting for the person signed in."""
