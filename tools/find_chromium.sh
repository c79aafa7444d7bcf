#!/bin/sh
# Says whether browser journeys can run, and how to make them run. Installs Debian's Chromium where that is possible.
# COMMONWARD_CHROMIUM names the one to use; then no other is looked for (tests/journeys/conftest.py does the same).
skipped="so the browser journeys will be counted as skipped."
if [ -n "${COMMONWARD_CHROMIUM:-}" ]; then
  command -v "$COMMONWARD_CHROMIUM" >/dev/null 2>&1 && exit 0
  echo "There is no $COMMONWARD_CHROMIUM, $skipped"
  echo "To run them: set COMMONWARD_CHROMIUM to a Chromium, or unset it to have one looked for."
  exit 1
fi
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "No Chromium found; installing Debian's (needed once, for the browser journeys)."
  if apt-get -qq update >/dev/null 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium >/dev/null 2>&1; then
    exit 0
  fi
fi
echo "No Chromium was found and none could be installed, $skipped"
echo "To run them: install Chromium (on Debian and Ubuntu: sudo apt-get install chromium) or set COMMONWARD_CHROMIUM to one."
exit 1
