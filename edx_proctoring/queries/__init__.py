"""Every read worth a name. Objects and querysets come back; the number of queries never depends on the rows."""
