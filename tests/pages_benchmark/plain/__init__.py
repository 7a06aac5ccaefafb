"""The same records on plain Django pages: what a Django developer would write first, to compare the portal's pages with."""
