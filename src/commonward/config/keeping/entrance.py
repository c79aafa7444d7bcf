"""The door to the data, for every verb that uses it: shut while something is half done or somebody has it alone."""

from commonward.config.keeping import occupancy, restore, upgrade


def enter() -> None:
    """Use the data until this process ends. Raises CannotStart with what to do first."""
    restore.refuse_broken_off()
    upgrade.refuse_broken_off()
    occupancy.share()
