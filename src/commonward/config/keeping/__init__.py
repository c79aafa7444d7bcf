"""What keeps an installation for years: backups, their way back, and upgrades that can be undone.

`archive` is the form of a backup, `contents` gathers what belongs in one, `database` takes and puts back the tables,
`witness` reads the ledger inside an archive, `backup` and `restore` do the two acts, `occupancy` says who uses the data
at this moment.
"""
