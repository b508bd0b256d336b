"""The package's version; it is the library's."""

__version__ = "0.1.0"
