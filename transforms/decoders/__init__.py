"""Vendors' formats into the one event contract: see README.md here."""
