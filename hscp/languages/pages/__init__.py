"""The public pages in other languages and in easy read, and the editors' form of a wording. It knows all apps."""
