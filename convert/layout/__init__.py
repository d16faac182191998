"""Composition and page make-up: computed styles and nodes to pages of boxes.  Pure; knows no PDF library."""
