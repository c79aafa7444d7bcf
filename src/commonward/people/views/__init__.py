"""Pages under /you/: thin; what happens is in `actions`, who may in `access`."""
