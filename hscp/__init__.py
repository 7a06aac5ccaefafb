"""The project package: what all apps are built on, and the site made of them."""
