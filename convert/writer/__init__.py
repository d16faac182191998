"""Writers of the editions.  One writer never imports another."""
