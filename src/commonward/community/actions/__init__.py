"""What people do in the community. Each action authorises, screens, writes, records and emits."""
