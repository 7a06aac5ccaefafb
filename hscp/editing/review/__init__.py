"""Review: what is sent to somebody, decided with words, and commented on; and that a second person publishes."""
