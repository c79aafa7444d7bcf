"""What is done in care. Each action authorises, writes, puts on record and tells; the actor comes first."""
