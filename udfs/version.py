"""The version, in one place: packaging, the command and UDF_SOURCE read it here."""

__version__ = "0.1.0"
