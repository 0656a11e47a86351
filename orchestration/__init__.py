"""Shell of the ETL: when, from where, in which order, and what if it fails."""
