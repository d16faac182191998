"""版心 (banxin): Chinese periodicals, official documents and bulletins from one cleaned source."""

__version__ = "0.1.0"
