"""Pages under /care/: thin; what happens is in `actions`, who may in `access`."""
