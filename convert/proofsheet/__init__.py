"""Proof sheets (校样) and 核红: the pages of the print edition with numbered lines, a record of them, and two records compared."""
