"""The guided path to the right contact: its questions as a whole, and the drawing of them."""
