"""Proofreading rules over the model."""
