#!/bin/sh
# Says whether browser journeys can run, and how to make them run. Installs Debian's Chromium where that is possible.
for name in "${COMMONWARD_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
  [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "No Chromium found; installing Debian's (needed once, for the browser journeys)."
  if apt-get -qq update >/dev/null 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium >/dev/null 2>&1; then
    exit 0
  fi
fi
echo "No Chromium was found and none could be installed, so the browser journeys will be counted as skipped."
echo "To run them: install Chromium (on Debian and Ubuntu: sudo apt-get install chromium) or set COMMONWARD_CHROMIUM to one."
exit 1
